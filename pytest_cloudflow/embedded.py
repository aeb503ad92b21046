"""A cloud of every component in this process, observed: what `--cloudflow-target=reference` and the fixtures use.

Of the kit, this alone knows `reference_impl`, with `targets/_own.py` (its client, as a user) and `targets/reference.py`
(the names of its violations). Importing it imports that, and what it is built on.
"""

from __future__ import annotations

import random
import secrets
import time
from contextlib import AbstractContextManager
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

import requests
from sqlalchemy.exc import SQLAlchemyError

from reference_impl.deployment import TROUBLES, Cloud, Credentials, Seams, seed
from reference_impl.hypervisor import DriverError
from reference_impl.nova.database import AlreadyThere
from reference_impl.violations import find
from reference_impl.world import World

from .errors import TargetError
from .probes.seam import Seam
from .scenarios import User
from .targets._assumed import WINDOW
from .targets._stranger import Stranger
from .targets._way import Way
from .trace import Event, Header, Recorder

if TYPE_CHECKING:
    from openstack.connection import Connection

WATCHED = {channel: ["*"] for channel in ("http", "rpc", "db", "scheduler", "state", "hypervisor")}
ClientName = Literal["own", "openstacksdk"]
LOOK_EVERY = 10.0
"""Seconds of the cloud's time between two looks at a server that is not getting on."""


class Clock:
    """The cloud's time: that of this machine, and beyond it what was waited for and not slept through."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """UNIX seconds."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """So much time goes by, in which nothing happens: the cloud has nothing left to do."""
        self._ahead += seconds


class EmbeddedCloud:
    """A fresh cloud with an image, flavors and two networks; all that happens in it is observed.

    It has one thread and gets on with its work when somebody looks at it: before a GET is answered, what was asked for
    before has been done.

    :param seed_: of its ids and of the order in which its messages are handed out; the same seed, the same run.
    :param hypervisor: a libvirt URI or `builtin`; else libvirt's test driver, or the built-in one without libvirt.
    :param database: an SQLAlchemy URL for nova's database; else SQLite in memory.
    :param timeout: one boot's window in seconds.
    :param violate: the name of a violation (`python -m reference_impl violations`): a component behaves otherwise.
    :param seams: for who has a component behave otherwise in a way that has no name.
    :param client: who goes through scenarios by it; else openstacksdk where it is installed, and the reference's own
        where it is not.
    :raises LookupError: there is no such violation.
    :raises TargetError: the hypervisor or the database cannot be reached.

    :ivar image, flavor, networks: ids of what is there to boot a server from.
    :ivar huge_flavor, foreign: ids of what is there to be refused (`targets._resources.Resources`).
    :ivar events: what was observed so far.
    :ivar cloud: the components, for who wants to look inside.
    """

    def __init__(
        self,
        name: str = "reference",
        *,
        seed_: int | None = None,
        hypervisor: str | None = None,
        database: str | None = None,
        timeout: float = WINDOW,
        violate: str | None = None,
        seams: Seams | None = None,
        client: ClientName | None = None,
    ) -> None:
        self._client = client or ("openstacksdk" if find_spec("openstack") is not None else "own")
        self.clock = Clock()
        self.events: list[Event] = []
        self.recorder = Recorder(self.clock.now, [self.events.append], clock="cloud")
        self.header = Header(target=name, started=self.clock.now(), boot_timeout=timeout, watched=WATCHED)
        seams = (seams or Seams()) if violate is None else find(violate).seams()
        world = World(self.clock.now, random.Random(secrets.randbits(64) if seed_ is None else seed_))
        try:
            self.cloud = Cloud(
                world, Seam(self.recorder), hypervisor=hypervisor, database=database or "sqlite://", seams=seams
            )
            kept = seed(self.cloud)
        except DriverError as error:
            raise TargetError(str(error), "hypervisor", "a libvirt URI that can be reached, or builtin") from error
        except (SQLAlchemyError, AlreadyThere, ImportError) as error:
            mend = "an SQLAlchemy URL of an empty database, whose driver is installed"
            raise TargetError(f"cannot be used ({type(error).__name__})", "database", mend) from error
        self.image, self.flavor, self.networks = kept.image, kept.flavor, kept.networks
        self.huge_flavor, self.foreign = kept.huge_flavor, kept.foreign

    prefix = "cloudflow"

    @property
    def credentials(self) -> Credentials:
        """What its user logs in with."""
        return self.cloud.credentials

    def session(self) -> requests.Session:
        """A session of requests that reaches this cloud, and nothing else."""
        return self.cloud.doors.session()

    def connection(self) -> Connection:
        """An unmodified openstacksdk connection of its user.

        :raises ImportError: openstacksdk is not installed.
        """
        from .targets._sdk import connect

        return connect(self.session(), self.credentials)

    def user(self) -> User:
        """Somebody to go through scenarios.

        :raises ImportError: that is to be by openstacksdk, which is not installed.
        """
        looks = int(self.header.boot_timeout / LOOK_EVERY) + 2
        stranger = self.stranger()
        if self._client == "openstacksdk":
            from .targets._sdk import SdkUser

            return SdkUser(self.connection(), self, stranger, self._pause, looks)
        from .targets._own import OwnUser

        return OwnUser(self.cloud.client(), self, stranger, self._pause, looks)

    def stranger(self) -> Stranger:
        """Somebody who asks in ways in which no client would."""
        way = Way(self.session(), self._compute())
        return Stranger(way, self.credentials, self.cloud.reader, self.clock.advance)

    def run_until_idle(self) -> None:
        """Has the cloud do all that was asked of it."""
        self.cloud.run_until_idle()

    def begin(self) -> None:
        """A scenario begins: there is nothing to do, since all that was before has been done."""

    def settle(self) -> None:
        """Has the cloud do all that was asked of it, and its clock go on by so long as a boot is given to settle."""
        self.run_until_idle()
        self.clock.advance(self.header.settle)

    def take_in(self) -> None:
        """There is nothing to do: what happens is recorded as it happens."""

    def trouble(self, name: str) -> AbstractContextManager[None]:
        """Has the cloud suffer something for a while, as `glance-away`: `reference_impl.deployment.TROUBLES` has them.

        :raises KeyError: there is no such trouble.
        """
        return TROUBLES[name](self.cloud)

    def close(self) -> None:
        """Takes it down; nothing of it is left."""
        self.cloud.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _compute(self) -> str:
        """Where nova-api is, by keystone's catalog."""
        catalog = self.cloud.keystone.catalog
        [nova] = [each.id for each in catalog.services.values() if each.type == "compute"]
        return next(each.url for each in catalog.endpoints.values() if each.service_id == nova)

    def _pause(self) -> None:
        self.clock.advance(LOOK_EVERY)
