"""Who may do what to a volume."""

from __future__ import annotations

from ...http import Fault, Request
from ..model import Attachment, NotFound, Volume, Volumes


def is_admin(req: Request) -> bool:
    """Whether the user administers the cloud."""
    return "admin" in req.ctx.roles


def check_project(req: Request, project_id: str | None) -> None:
    """Sees that the project of the path is that of the token.

    :raises Fault: 400, it is another one.
    """
    if project_id is None or is_admin(req):
        return
    if str(project_id).replace("-", "") != (req.ctx.project_id or "").replace("-", ""):
        raise Fault(400, "Malformed request url")


def volume_of(req: Request, volumes: Volumes, volume_id: str) -> Volume:
    """The volume, if it is the project's; to others it is not there.

    :raises NotFound: it is not there.
    """
    volume = volumes.get(volume_id)
    if volume.project_id != req.ctx.project_id and not is_admin(req):
        raise NotFound(f"Volume {volume_id} could not be found.")
    return volume


def attachment_of(req: Request, volumes: Volumes, attachment_id: str) -> Attachment:
    """The attachment, if its volume is the project's.

    :raises NotFound: it is not there.
    """
    attachment = volumes.attachment(attachment_id)
    try:
        volume_of(req, volumes, attachment.volume_id)
    except NotFound:
        raise NotFound(f"Volume attachment could not be found with filter: attachment_id = {attachment_id}.") from None
    return attachment
