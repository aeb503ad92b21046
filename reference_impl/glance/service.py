"""glance put together: which resource answers at which path."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..http import Api, glance_form
from ..http.api import Guard
from ..observe import Observe, nobody
from ..world import World
from .model import Conflict, Gone, Images, NotFound, NotPossible, Protected
from .rest.discovery import Schema, Versions
from .rest.file import File
from .rest.images import Action, Collection, Item, Tag
from .shows import IMAGE_FILE, SHOW_IMAGE

NAME = "glance-api"
_STATUSES: Mapping[type[Exception], int] = MappingProxyType(
    {NotFound: 404, Gone: 410, Conflict: 409, Protected: 403, NotPossible: 403}
)


class Glance:
    """The service.

    :param guard: has each request's token validated.
    :ivar app: its WSGI application.
    :ivar images: what it keeps.
    """

    def __init__(self, world: World, observe: Observe = nobody, *, guard: Guard | None = None) -> None:
        self.images = Images(world)
        self.app = Api(NAME, glance_form, world, observe, guard=guard)
        for error, status in _STATUSES.items():
            self.app.refuses(error, status)
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/versions", Versions(), is_open=True, suffix="all")
        self.app.route("/v2/images", Collection(self.images))
        self.app.route("/v2/images/{image_id}", Item(self.images), shows={"GET": SHOW_IMAGE})
        # what an upload shows is not asked: to know it, its body would be read as JSON, and be lost to the image
        self.app.route("/v2/images/{image_id}/file", File(self.images), shows={"GET": IMAGE_FILE})
        self.app.route("/v2/images/{image_id}/tags/{tag}", Tag(self.images))
        self.app.route("/v2/images/{image_id}/actions/{action}", Action(self.images))
        self.app.route("/v2/schemas/{name}", Schema())
