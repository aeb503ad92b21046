"""A user whose client is the reference's own: where openstacksdk is not installed."""

from __future__ import annotations

from collections.abc import Callable

from reference_impl.client import BootFailed, Client, NotThere, ServerRequest

from ..scenarios import Wanted
from ._resources import Resources

_ENDED = ("ACTIVE", "ERROR")


class OwnUser:
    """Boots servers, and volumes for them.

    :param pause: what is done between two looks at a server.
    :param looks: how many looks make a boot's window.
    """

    def __init__(self, client: Client, resources: Resources, pause: Callable[[], None], looks: int) -> None:
        self._client = client
        self._resources = resources
        self._pause = pause
        self._looks = looks
        self._volumes: list[str] = []

    def boot(self, name: str, wanted: Wanted) -> str | None:
        """See `User`."""
        resources = self._resources
        volumes = tuple(
            self._volume(f"{name}-{number}", bootable=number == 1 and not wanted.from_image)
            for number in range(1, wanted.volumes + 1)
        )
        request = ServerRequest(
            name,
            resources.flavor,
            resources.image if wanted.from_image else None,
            networks=tuple(resources.networks[: wanted.networks]),
            volumes=volumes,
        )
        try:
            return self._client.boot(request)
        except BootFailed:
            return None  # what was refused, and why, is in the trace

    def wait(self, server: str) -> None:
        """See `User`."""
        for _ in range(self._looks):
            if self._client.show(server).status in _ENDED:
                return
            self._pause()

    def delete(self, server: str) -> None:
        """See `User`."""
        self._client.delete(server)
        for _ in range(self._looks):
            try:
                self._client.show(server)
            except NotThere:
                return
            self._pause()

    def tidy(self) -> None:
        """See `User`."""
        while self._volumes:
            self._client.delete_volume(self._volumes.pop())

    def _volume(self, name: str, *, bootable: bool) -> str:
        volume = self._client.create_volume(name, 1, self._resources.image if bootable else None)
        self._volumes.append(volume)
        return volume
