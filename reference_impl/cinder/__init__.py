"""cinder: volumes, and their attachments to servers.

A volume is made, and attached to a server: first it is reserved for it, then whoever runs the server says where it is
to be connected (the connector) and is told how (the connection information), and at last that it is done. nova-compute
does so for each volume that a server was asked for with (steps 25 to 27). When the attachment is deleted the volume is
free again.

`model` has the volumes and attachments, `rest` is the API v3 over them.
"""

from .model import Attachment, Volume, Volumes
from .service import NAME, Cinder
from .shows import CREATE_ATTACHMENT, DELETE_ATTACHMENT, SHOW_VOLUME

__all__ = [
    "CREATE_ATTACHMENT",
    "DELETE_ATTACHMENT",
    "NAME",
    "SHOW_VOLUME",
    "Attachment",
    "Cinder",
    "Volume",
    "Volumes",
]
