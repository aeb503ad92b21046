"""glance put together: which resource answers at which path."""

from __future__ import annotations

from ..http import Api, glance_form
from ..http.api import Guard
from ..observe import Observe, nobody
from ..world import World
from .model import Conflict, Images, NotFound, Protected
from .rest.discovery import Schema, Versions
from .rest.file import File
from .rest.images import Collection, Item
from .shows import IMAGE_FILE, SHOW_IMAGE

NAME = "glance-api"


class Glance:
    """The service.

    :param guard: has each request's token validated.
    :ivar app: its WSGI application.
    :ivar images: what it keeps.
    """

    def __init__(self, world: World, observe: Observe = nobody, *, guard: Guard | None = None) -> None:
        self.images = Images(world)
        self.app = Api(NAME, glance_form, world, observe, guard=guard)
        for error, status in ((NotFound, 404), (Conflict, 409), (Protected, 403)):
            self.app.refuses(error, status)
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/versions", Versions(), is_open=True)
        self.app.route("/v2/images", Collection(self.images))
        self.app.route("/v2/images/{image_id}", Item(self.images), shows={"GET": SHOW_IMAGE})
        self.app.route("/v2/images/{image_id}/file", File(self.images), shows={"GET": IMAGE_FILE, "PUT": IMAGE_FILE})
        self.app.route("/v2/schemas/{name}", Schema())
