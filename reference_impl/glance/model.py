"""The images, and what may be done to them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from ..world import World
from .data import Data, take_in

Visibility: TypeAlias = Literal["private", "shared", "community", "public"]
Status: TypeAlias = Literal["queued", "saving", "active", "deactivated"]


class NotFound(LookupError):
    """There is no such image, or not for who asks. The text is what glance says."""


class Conflict(ValueError):
    """An image is not in a state for that. The text is what glance says."""


class Protected(PermissionError):
    """An image is not to be deleted. The text is what glance says."""


class NotPossible(PermissionError):
    """An image is in a state in which glance forbids it. The text is what glance says."""


class Gone(LookupError):
    """An image was deleted while its data came in. The text is what glance says."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image. Times are UNIX seconds, `min_disk` GiB, `min_ram` MiB; `properties` are what its owner adds."""

    id: str
    owner: str | None
    created: float
    updated: float
    name: str | None = None
    visibility: Visibility = "shared"
    status: Status = "queued"
    container_format: str | None = None
    disk_format: str | None = None
    min_disk: int = 0
    min_ram: int = 0
    protected: bool = False
    hidden: bool = False
    tags: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    data: Data | None = None

    def is_visible_to(self, project_id: str | None, *, admin: bool = False) -> bool:
        """Whether a project may look at it, and use it."""
        return admin or self.visibility in ("public", "community") or self.owner == project_id


class Images:
    """All images by their ids. An image is never changed in place, so readers need no lock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._images: dict[str, Image] = {}

    def create(self, owner: str | None, image_id: str | None = None, **given: Any) -> Image:
        """An image without data.

        :param image_id: chosen by who makes it; else a new one.
        :raises Conflict: there is one of that id.
        """
        now = self._world.now()
        image = Image(image_id or self._world.uuid(), owner, now, now, **given)
        with self._lock:
            if image.id in self._images:
                raise Conflict(f"Image ID {image.id} already exists!")
            self._images[image.id] = image
        return image

    def get(self, image_id: str) -> Image:
        """The image of that id.

        :raises NotFound: there is none.
        """
        image = self._images.get(image_id)
        if image is None:
            raise NotFound(f"No image found with ID {image_id}")
        return image

    def all(self) -> list[Image]:
        """All of them, the newest first."""
        return sorted(self._images.values(), key=lambda image: (image.created, image.id), reverse=True)

    def update(self, image_id: str, **changes: Any) -> Image:
        """Changes fields of an image.

        :raises NotFound: there is none of that id.
        """
        with self._lock:
            image = replace(self.get(image_id), **changes, updated=self._world.now())
            self._images[image_id] = image
        return image

    def upload(self, image_id: str, data: bytes | Iterable[bytes]) -> Image:
        """Takes in an image's data; it is active then. If they break off it is queued again.

        :raises NotFound: there is no such image.
        :raises Conflict: it has data.
        :raises Gone: it was deleted meanwhile.
        """
        self._begin(image_id)
        try:
            taken = take_in([data] if isinstance(data, bytes) else data)
        except BaseException:
            self._break_off(image_id)
            raise
        try:
            return self.update(image_id, status="active", data=taken)
        except NotFound:
            raise Gone(
                f"Image {image_id} could not be found after upload. The image may have been deleted during the upload."
            ) from None

    def deactivate(self, image_id: str) -> None:
        """Has its data given to administrators only.

        :raises NotFound: there is no such image.
        :raises NotPossible: it has no data.
        """
        self._turn(image_id, "deactivated", "Deactivating")

    def reactivate(self, image_id: str) -> None:
        """Has its data given out again.

        :raises NotFound: there is no such image.
        :raises NotPossible: it has no data.
        """
        self._turn(image_id, "active", "Reactivating")

    def delete(self, image_id: str) -> None:
        """Deletes an image with its data.

        :raises NotFound: there is none of that id.
        :raises Protected: it is protected.
        """
        with self._lock:
            if self.get(image_id).protected:
                raise Protected(f"Image {image_id} is protected and cannot be deleted.")
            del self._images[image_id]

    def _turn(self, image_id: str, status: Status, doing: str) -> None:
        with self._lock:
            image = self.get(image_id)
            if image.status not in ("active", "deactivated"):
                raise NotPossible(f"Not allowed {doing} image {image_id} with status {image.status}")
            self._images[image_id] = replace(image, status=status, updated=self._world.now())

    def _break_off(self, image_id: str) -> None:
        with self._lock:
            image = self._images.get(image_id)
            if image is not None:
                self._images[image_id] = replace(image, status="queued")

    def _begin(self, image_id: str) -> None:
        with self._lock:
            image = self.get(image_id)
            if image.status != "queued":
                raise Conflict(f"Image status transition from {image.status} to saving is not allowed")
            self._images[image_id] = replace(image, status="saving")
