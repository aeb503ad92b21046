"""The data of an image over REST."""

from __future__ import annotations

from collections.abc import Iterable

import falcon

from ...http import Fault, Request
from ..data import pieces_of
from ..model import Image, Images
from .policy import changeable, is_admin, visible

_OCTETS = "application/octet-stream"
_SIZE = "x-openstack-image-size"
_MOST_DIGITS = 18


class File:
    """`/v2/images/{id}/file`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Gives the data out (step 21); there is nothing where none were uploaded."""
        image = visible(self._images, req.ctx, image_id)
        if image.status == "deactivated" and not is_admin(req.ctx):
            raise Fault(403, "The requested image has been deactivated. Image data download is forbidden.")
        if image.data is None:
            resp.status = falcon.HTTP_204
            return
        resp.content_type = _OCTETS
        resp.set_header("Content-MD5", image.data.checksum)
        resp.set_stream(image.data.open(), image.data.size)

    def on_put(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Takes the data in."""
        image = changeable(self._images, req.ctx, image_id)
        if req.content_type != _OCTETS:
            raise Fault(415, "The request body must be application/octet-stream")
        _check_formats(image)
        self._images.upload(image_id, _whole(_uploaded(req), _said(req)))
        resp.status = falcon.HTTP_204


def _check_formats(image: Image) -> None:
    """Sees that it is said what the data are.

    :raises Fault: 400, it is not.
    """
    formats = {"disk_format": image.disk_format, "container_format": image.container_format}
    missing = [name for name, value in formats.items() if value is None]
    if missing:
        raise Fault(400, f"Properties {', '.join(missing)} must be set prior to saving data.")


def _uploaded(req: Request) -> Iterable[bytes]:
    """What is sent, whether its length was said or it comes in chunks."""
    return pieces_of(req.env["wsgi.input"] if req.env.get("wsgi.input_terminated") else req.bounded_stream)


def _said(req: Request) -> set[int]:
    """The sizes that the request gives its data: by `Content-Length`, and by glance's own header.

    :raises Fault: 400, one is none.
    """
    said = set() if req.content_length is None else {req.content_length}
    own = req.get_header(_SIZE)
    if own is not None:
        if not (own.isascii() and own.isdigit() and len(own) <= _MOST_DIGITS):
            raise Fault(400, f"Invalid value for header {_SIZE}: it must be a whole number of bytes.")
        said.add(int(own))
    return said


def _whole(pieces: Iterable[bytes], said: set[int]) -> Iterable[bytes]:
    """The pieces, if they are as many bytes as was said.

    :raises Fault: 400, they are not.
    """
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    if said - {size}:
        raise Fault(400, f"The data are {size} bytes, and {max(said - {size})} were said to come.")
