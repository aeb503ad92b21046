"""Who may do what to an image."""

from __future__ import annotations

from ...context import Context
from ...http import Fault
from ..model import Image, Images, NotFound


def is_admin(ctx: Context) -> bool:
    """Whether the user administers the cloud."""
    return "admin" in ctx.roles


def visible(images: Images, ctx: Context, image_id: str) -> Image:
    """The image, if the user may see it; to others it is not there.

    :raises NotFound: it is not there.
    """
    image = images.get(image_id)
    if not image.is_visible_to(ctx.project_id, admin=is_admin(ctx)):
        raise NotFound(f"No image found with ID {image_id}")
    return image


def changeable(images: Images, ctx: Context, image_id: str) -> Image:
    """The image, if the user may change it.

    :raises NotFound: the user may not even see it.
    :raises Fault: 403, it is another project's.
    """
    image = visible(images, ctx, image_id)
    if image.owner != ctx.project_id and not is_admin(ctx):
        raise Fault(403, "You are not permitted to modify this image.")
    return image


def check_visibility(ctx: Context, visibility: str) -> None:
    """Sees that the user may give an image this visibility.

    :raises Fault: 403, only administrators publish.
    """
    if visibility == "public" and not is_admin(ctx):
        raise Fault(403, "You are not authorized to complete publicize_image action.")
