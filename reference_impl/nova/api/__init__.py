"""nova-api: compute's front door.

It takes the boot request, sees that all is there that the request names, enters the instance and asks nova-scheduler
for a host (`boot`, steps 3 to 8); everything else that a client may ask of compute is answered from nova's database, or
handed to the instance's host. `asked` reads the boot request, `neighbours` asks glance, neutron and cinder, `views`
says how things look on the wire, `versions` which version of the API is spoken; the resources are in `rest`.
"""

from .parts import NAME
from .service import NovaApi
from .shows import ATTACH_VOLUME, BOOT, DELETE_SERVER, DETACH_VOLUME, OF_SERVER, SHOW_SERVER
from .versions import LATEST, OLDEST

__all__ = [
    "ATTACH_VOLUME",
    "BOOT",
    "DELETE_SERVER",
    "DETACH_VOLUME",
    "LATEST",
    "NAME",
    "OF_SERVER",
    "OLDEST",
    "SHOW_SERVER",
    "NovaApi",
]
