"""What can be run against. Each yields a trace; nothing else of it is seen beyond this room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from ..errors import UsageError
from ..scenarios import Scenario
from ..trace import Trace
from ._asked import WHERE, Asked
from ._deployment import CloudOptions, Deployment
from .logs import LogsTarget
from .openstack import OpenStackTarget
from .reference import ReferenceTarget
from .trace import TraceTarget


class Target(Protocol):
    """Something that can be observed."""

    @property
    def name(self) -> str:
        """What the user called it, without secrets."""

    @property
    def profile(self) -> str | None:
        """The profile that judges it unless another is named; `None`: it says so when it is opened."""

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What it is taken through, each judged on its own; none where it only shows what has happened."""

    def about(self) -> list[str]:
        """What there is to know of it before it is touched, a line each; without secrets."""

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:
        """Begins to observe.

        :param tolerate: how many broken lines may be skipped, where there are lines.
        :param timeout: one boot's window in seconds, where the user has said so.
        :raises CloudflowError: it cannot be reached or used.
        """


class Kind(Protocol):
    """One kind of target: a class that makes such targets.

    :ivar NAME: what the user's word begins with, with the colon if there is to be one.
    :ivar FORM: how to say it.
    """

    NAME: str
    FORM: str

    def __call__(self, asked: Asked) -> Target:
        """:raises UsageError: what stands behind the name is not right, or it knows no such scenario."""


__all__ = ["CloudOptions", "Deployment", "Target", "find_target"]

_KINDS: tuple[Kind, ...] = (ReferenceTarget, OpenStackTarget, LogsTarget, TraceTarget)
_BEHIND_THE_NAME = re.compile("(?<=:)|(?=[?])")


def find_target(spec: str, scenarios: Sequence[str] = (), deployment: Deployment = Deployment()) -> Target:  # noqa: B008
    """The target that the user named (see `Asked`).

    :raises UsageError: there is no such target, or it knows no such scenario.
    """
    name = _BEHIND_THE_NAME.split(spec, maxsplit=1)[0]
    for kind in _KINDS:
        if name == kind.NAME:
            return kind(Asked(spec, scenarios, deployment))
    forms = ", ".join(kind.FORM for kind in _KINDS)
    raise UsageError(f"unknown target {spec.rpartition('@')[2]!r}", WHERE, f"this version knows {forms}")
