"""A user of a cloud that nobody here made: everything takes its time there, and everything that is made is noted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from openstack import exceptions as errors
from openstack.connection import Connection

from ..errors import TargetError
from ..scenarios import Wanted
from ._account import Account, Credentials
from ._deployment import CloudOptions
from ._ledger import Ledger
from ._resources import Resources
from ._sdk import Refused, SdkUser, remove_volume, using
from ._stranger import Stranger
from ._user import ENDED

_WAIT = 180
"""Seconds that a volume may take to be made or to go."""


class LiveUser(SdkUser):
    """Boots servers, and waits for volumes."""

    def __init__(
        self,
        cloud: Connection,
        resources: Resources,
        stranger: Stranger,
        pause: Callable[[], None],
        looks: int,
        ledger: Ledger,
        options: CloudOptions,
    ) -> None:
        super().__init__(cloud, resources, stranger, pause, looks)
        self._ledger = ledger
        self._zone = options.availability_zone
        self._building: list[str] = []

    def boot(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> str | None:
        """See `CloudUser`; a wrong password is tried on a user that is made for it: others may be locked out."""
        if wanted.token == "wrong_password":
            with self._somebody(name) as account:
                self.stranger.of(account).try_wrong_password()
            return None
        self._ledger.making("server", name)
        server = super().boot(name, wanted, volumes)
        if server is None:
            self._ledger.gone("server", name)
        else:
            self._ledger.made("server", name, server)
            self._building.append(server)
        self._look()
        return server

    @contextmanager
    def _somebody(self, name: str) -> Iterator[Account]:
        """A user that is there for a while.

        :raises TargetError: this account may make none.
        """
        identity = self._cloud.identity
        self._ledger.making("user", name)
        try:
            with using("a user to try a wrong password on"):
                made = identity.create_user(name=name, password=secrets.token_urlsafe(24))
        except Refused as error:
            self._ledger.gone("user", name)
            mend = "an administrator's account, or leave out that scenario"
            raise TargetError(
                "this account may make no user to try a wrong password on", "wrong-password", mend
            ) from error
        self._ledger.made("user", name, made.id)
        try:
            yield Credentials(self.stranger.auth_url, name, "", "", "Default")
        finally:
            with using(f"to delete user {made.id}"):
                identity.delete_user(made.id)
            self._ledger.gone("user", name)

    def wait(self, server: str) -> None:
        """See `CloudUser`; whoever else still builds is looked at too: a boot is judged soon after it has ended."""
        for _ in range(self._looks):
            if server not in self._building:
                return
            self._look()
            self._pause()

    def _look(self) -> None:
        """Looks at all that build; at who has ended once more, since what a finished server shows is judged."""
        for server in tuple(self._building):
            if self.status(server) in ENDED:
                self.status(server)
                self._building.remove(server)

    def delete(self, server: str) -> None:
        """See `CloudUser`."""
        self._building = [each for each in self._building if each != server]
        super().delete(server)
        self._ledger.gone("server", self._ledger.name_of("server", server))

    def create_volume(self, name: str, image: str | None) -> str:
        """See `CloudUser`; it is available when this returns."""
        self._ledger.making("volume", name)
        volume = super().create_volume(name, image)
        self._ledger.made("volume", name, volume)
        storage = self._cloud.block_storage
        with using(f"volume {volume}"):
            try:
                storage.wait_for_status(
                    storage.get_volume(volume), "available", failures=["error"], interval=1, wait=_WAIT
                )
            except errors.ResourceFailure:
                raise TargetError("the cloud could not make a volume", volume, "see what cinder-volume logs") from None
        return volume

    def delete_volume(self, volume: str) -> None:
        """See `CloudUser`; it is gone when this returns."""
        with using(f"to delete volume {volume}"):
            remove_volume(self._cloud.block_storage, volume, _WAIT)
        self._ledger.gone("volume", self._ledger.name_of("volume", volume))

    def placed(self) -> dict[str, Any]:
        """Where servers are asked to be."""
        return {"availability_zone": self._zone} if self._zone else {}
