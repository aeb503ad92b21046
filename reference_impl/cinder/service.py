"""cinder put together: which resource answers at which path."""

from __future__ import annotations

from collections.abc import Mapping

from ..http import Api, Shows, cinder_form
from ..http.api import Guard
from ..observe import Observe, nobody
from ..world import World
from .model import Invalid, NotFound, Volumes
from .rest.attachments import Attachment, AttachmentAction, Attachments
from .rest.discovery import Version, Versions
from .rest.limits import Limits, Quotas, Types
from .rest.volumes import HasImage, Volume, VolumeAction, VolumeList
from .shows import CREATE_ATTACHMENT, DELETE_ATTACHMENT, OF_ATTACHMENT, SHOW_VOLUME

NAME = "cinder-api"


class Cinder:
    """The service.

    :param guard: has each request's token validated.
    :param glance: whether who asks may use an image of that id; without it any id is taken.
    :ivar app: its WSGI application.
    :ivar volumes: what it keeps.
    """

    def __init__(
        self, world: World, observe: Observe = nobody, *, guard: Guard | None = None, glance: HasImage | None = None
    ) -> None:
        self.volumes = Volumes(world)
        self.app = Api(NAME, cinder_form, world, observe, guard=guard)
        self.app.refuses(NotFound, 404)
        self.app.refuses(Invalid, 400)
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/v3", Version(), is_open=True)
        volumes = self.volumes
        self._offer("volumes", VolumeList(volumes, glance))
        self._offer("volumes/detail", VolumeList(volumes), suffix="detail")
        self._offer("volumes/{volume_id}", Volume(volumes), {"GET": SHOW_VOLUME})
        self._offer("volumes/{volume_id}/action", VolumeAction(volumes))
        self._offer("attachments", Attachments(volumes), {"POST": CREATE_ATTACHMENT})
        self._offer("attachments/detail", Attachments(volumes), suffix="detail")
        of_one = {"GET": OF_ATTACHMENT, "PUT": OF_ATTACHMENT, "DELETE": DELETE_ATTACHMENT}
        self._offer("attachments/{attachment_id}", Attachment(volumes), of_one)
        self._offer("attachments/{attachment_id}/action", AttachmentAction(volumes), {"POST": DELETE_ATTACHMENT})
        self._offer("types", Types())
        self._offer("types/{type_id}", Types(), suffix="one")
        self._offer("limits", Limits(volumes))
        self._offer("os-quota-sets/{whose}", Quotas(volumes))
        self._offer("os-quota-sets/{whose}/defaults", Quotas(volumes), suffix="defaults")

    def _offer(
        self, path: str, resource: object, shows: Mapping[str, Shows] | None = None, suffix: str | None = None
    ) -> None:
        """At both its paths: the project stood in it until it was seen that the token says it already."""
        for base in ("/v3", "/v3/{project_id:uuid}"):
            self.app.route(f"{base}/{path}", resource, shows=shows, suffix=suffix)
