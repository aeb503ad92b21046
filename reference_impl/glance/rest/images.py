"""The metadata of images over REST."""

from __future__ import annotations

from typing import Any

import falcon

from ...context import Context
from ...http import Fault, Fields, Request
from ..model import Images
from .listing import page
from .patching import MEDIA_TYPES, patched
from .policy import changeable, check_visibility, is_admin, visible
from .reading import read, short, wanted_id
from .views import view


class Collection:
    """`/v2/images`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists what the user may see."""
        resp.media = page(req, self._images.all())

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Enters an image."""
        body = req.fields
        given: dict[str, Any] = read(body)
        check_visibility(req.ctx, given.get("visibility", "shared"))
        image = self._images.create(_owner(req.ctx, body), wanted_id(body), **given)
        resp.status = falcon.HTTP_201
        resp.location = f"{req.prefix}/v2/images/{image.id}"
        resp.media = view(image)


class Item:
    """`/v2/images/{id}`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Shows an image (steps 19 and 21)."""
        resp.media = view(visible(self._images, req.ctx, image_id))

    def on_patch(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Changes an image by a JSON patch."""
        image = changeable(self._images, req.ctx, image_id)
        if req.content_type not in MEDIA_TYPES:
            raise Fault(415, f"Patches are of type {MEDIA_TYPES[0]}.")
        changed = patched(image, req.json)
        if changed["visibility"] != image.visibility:
            check_visibility(req.ctx, changed["visibility"])
        resp.media = view(self._images.update(image_id, **changed))

    def on_delete(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Deletes an image."""
        changeable(self._images, req.ctx, image_id)
        self._images.delete(image_id)
        resp.status = falcon.HTTP_204


class Tag:
    """`/v2/images/{id}/tags/{tag}`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_put(self, req: Request, resp: falcon.Response, image_id: str, tag: str) -> None:
        """Puts a tag on an image, if it does not have it."""
        image = changeable(self._images, req.ctx, image_id)
        tags = dict.fromkeys((*image.tags, short(tag, "tag")))
        self._images.update(image_id, tags=tuple(tags))
        resp.status = falcon.HTTP_204

    def on_delete(self, req: Request, resp: falcon.Response, image_id: str, tag: str) -> None:
        """Takes a tag off an image."""
        image = changeable(self._images, req.ctx, image_id)
        if tag not in image.tags:
            raise Fault(404, f"Image {image_id} has no such tag.")
        self._images.update(image_id, tags=tuple(each for each in image.tags if each != tag))
        resp.status = falcon.HTTP_204


class Action:
    """`/v2/images/{id}/actions/{action}`: whether its data are given out."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_post(self, req: Request, resp: falcon.Response, image_id: str, action: str) -> None:
        """Deactivates or reactivates an image; administrators only."""
        does = {"deactivate": self._images.deactivate, "reactivate": self._images.reactivate}.get(action)
        if does is None:
            raise Fault(404, "The resource could not be found.")
        changeable(self._images, req.ctx, image_id)
        if not is_admin(req.ctx):
            raise Fault(403, f"You are not authorized to complete {action} action.")
        does(image_id)
        resp.status = falcon.HTTP_204


def _owner(ctx: Context, body: Fields) -> str | None:
    """Whose a new image is: the user's project's, or whose an administrator says.

    :raises Fault: 403, somebody else says that it is another project's.
    """
    asked = body.maybe_text("owner") or ctx.project_id
    if asked != ctx.project_id and not is_admin(ctx):
        raise Fault(403, "You are not permitted to create images owned by another project.")
    return asked
