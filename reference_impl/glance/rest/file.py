"""The data of an image over REST."""

from __future__ import annotations

from collections.abc import Iterable

import falcon

from ...http import Fault, Request
from ..data import pieces_of
from ..model import Images
from .policy import changeable, visible

_OCTETS = "application/octet-stream"


class File:
    """`/v2/images/{id}/file`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Gives the data out (step 21); there is nothing where none were uploaded."""
        image = visible(self._images, req.ctx, image_id)
        if image.data is None:
            resp.status = falcon.HTTP_204
            return
        resp.content_type = _OCTETS
        resp.set_header("Content-MD5", image.data.checksum)
        resp.set_stream(image.data.open(), image.data.size)

    def on_put(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Takes the data in."""
        changeable(self._images, req.ctx, image_id)
        if req.content_type != _OCTETS:
            raise Fault(415, "The request body must be application/octet-stream")
        self._images.upload(image_id, _uploaded(req))
        resp.status = falcon.HTTP_204


def _uploaded(req: Request) -> Iterable[bytes]:
    """What is sent, whether its length was said or it comes in chunks."""
    return pieces_of(req.env["wsgi.input"] if req.env.get("wsgi.input_terminated") else req.bounded_stream)
