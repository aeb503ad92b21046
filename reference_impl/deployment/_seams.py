"""Where the components of a cloud touch each other, and where one of them can be made to behave otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .. import http, messaging
from ..http.api import Api, Guard
from ..hypervisor import Watched
from ..nova.database import Database

_T = TypeVar("_T")
Seam: TypeAlias = Callable[[str, _T], _T]
"""Given a component's id and what it would be given, what it is given."""


class Taker(NamedTuple):
    """Who takes a topic's messages, and when they are gone for good (see `messaging.Bus.serve`)."""

    component: str
    acknowledge: messaging.Acknowledge


def _as_it_is(_component: str, thing: Any) -> Any:
    return thing


@dataclass(frozen=True, slots=True)
class Seams:
    """What each component is given to reach the others by, and what it puts before itself.

    :param rest: by which it asks REST APIs; also the client's.
    :param rpc: by which it calls and casts.
    :param database: by which nova-api, nova-scheduler and nova-conductor read and write.
    :param api: a service's API; what is put around it is outside of what is told, what is put within it inside.
    :param guard: what stands before a service.
    :param taker: who takes the messages of nova-scheduler, nova-conductor and nova-compute; `None` is nobody.
    :param endpoint: what serves a topic: nova-scheduler, nova-conductor, nova-compute.
    :param hypervisor: by which nova-compute drives its hypervisor.
    """

    rest: Seam[http.Client] = _as_it_is
    rpc: Seam[messaging.Client] = _as_it_is
    database: Seam[Database] = _as_it_is
    api: Seam[Api] = _as_it_is
    guard: Seam[Guard] = _as_it_is
    taker: Seam[Taker | None] = _as_it_is
    endpoint: Seam[Any] = _as_it_is
    hypervisor: Seam[Watched] = _as_it_is
