"""What users have in common, whichever client they use: how they wait, delete, and tidy up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import TargetError
from ..scenarios import Wanted
from ._resources import NOWHERE, Resources
from ._stranger import Stranger

GONE = "gone"
"""In place of the status of a server that is no more."""
ENDED = ("ACTIVE", "ERROR", GONE)
_DELETES = 5
"""How often a server is asked to go, within one window."""


class Asked(NamedTuple):
    """A server that is asked for, by ids; without an image it boots from the first volume."""

    name: str
    flavor: str
    image: str | None
    networks: tuple[str, ...]
    volumes: tuple[str, ...]


class CloudUser(ABC):
    """Boots servers, and volumes for them (see `scenarios.User`).

    :param stranger: asks in ways in which no client would.
    :param pause: what is done between two looks at a server.
    :param looks: how many looks make a boot's window.
    """

    def __init__(self, resources: Resources, stranger: Stranger, pause: Callable[[], None], looks: int) -> None:
        self.resources = resources
        self.stranger = stranger
        self._pause = pause
        self._looks = looks
        self._volumes: list[str] = []

    @abstractmethod
    def log_in(self) -> None:
        """Gets a token anew, which is shown with all that follows."""

    def make_volumes(self, name: str, wanted: Wanted) -> list[str]:
        """Makes the volumes that a server is to have; the first with the image, if it boots from that."""
        made = []
        for number in range(1, wanted.volumes + 1):
            boots = number == 1 and not wanted.from_image
            made.append(self.create_volume(f"{name}-{number}", self.resources.image if boots else None))
            self._volumes.append(made[-1])
        return made

    def boot(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> str | None:
        """Asks for a server; its id, or `None` if it was refused: what was refused, and why, is in the trace."""
        if wanted.token == "wrong_password":
            self.stranger.try_wrong_password()
            return None
        asked = self._asked(name, wanted, volumes)
        if wanted.token == "own" and not wanted.malformed:
            return self.create_server(asked)
        return self.stranger.boot({} if wanted.malformed else _body(asked), wanted.token)

    def wait(self, server: str) -> None:
        """Looks at a server until it is active or in error, or its window is over."""
        self._look_for(server, ENDED, self._looks)

    def delete(self, server: str) -> None:
        """Has a server deleted and waits until it is gone. It is asked for again: a cast of nova's may be lost.

        :raises TargetError: it stays.
        """
        for _ in range(_DELETES):
            self.delete_server(server)
            if self._look_for(server, (GONE,), max(self._looks // _DELETES, 1)):
                return
        raise TargetError(f"server {server} does not go away", "", "see what nova-api and nova-compute log")

    def tidy(self) -> None:
        """Deletes the volumes that were made."""
        while self._volumes:
            self.delete_volume(self._volumes.pop())

    def _asked(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> Asked:
        """What is asked for, with something else in the place of what is to be refused.

        :raises TargetError: no such thing is known.
        """
        resources = self.resources
        network, volume = self._instead("network", wanted), self._instead("volume", wanted)
        return Asked(
            name,
            self._instead("flavor", wanted) or resources.flavor,
            (self._instead("image", wanted) or resources.image) if wanted.from_image else None,
            tuple(resources.networks[: wanted.networks]) if network is None else (network,),
            tuple(volumes) if volume is None else (*volumes, volume),
        )

    def _instead(self, kind: str, wanted: Wanted) -> str | None:
        """An id that nothing has, or of a thing of another project, or of what is too big."""
        if wanted.missing == kind:
            return NOWHERE
        if wanted.foreign == kind:
            return _known(self.resources.foreign.get(kind), f"{kind} of another project")
        if wanted.too_big and kind == "flavor":
            return _known(self.resources.huge_flavor, "flavor that is larger than any host")
        return None

    def _look_for(self, server: str, ends: Sequence[str], looks: int) -> bool:
        for _ in range(looks):
            if self.status(server) in ends:
                return True
            self._pause()
        return False

    @abstractmethod
    def create_server(self, asked: Asked) -> str | None:
        """Asks for a server; its id, or `None` if it was refused."""

    @abstractmethod
    def status(self, server: str) -> str:
        """A server's status; `GONE` if it is no more, none where the cloud does not say."""

    @abstractmethod
    def delete_server(self, server: str) -> None:
        """Asks for a server to be deleted; one that is no more is."""

    @abstractmethod
    def create_volume(self, name: str, image: str | None) -> str:
        """A volume of 1 GiB, with an image on it if one is named; its id."""

    @abstractmethod
    def delete_volume(self, volume: str) -> None:
        """Deletes a volume."""


def _known(thing: str | None, what: str) -> str:
    if thing is None:
        raise TargetError(f"no {what} is known", "", "leave out the scenarios that ask for it")
    return thing


def _body(asked: Asked) -> dict[str, Any]:
    """What stands under `server`, of a server without volumes."""
    networks = [{"uuid": network} for network in asked.networks]
    return {"name": asked.name, "flavorRef": asked.flavor, "imageRef": asked.image, "networks": networks}
