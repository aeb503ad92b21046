"""What can be run against. Each yields a trace; nothing else of it is seen beyond this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..errors import UsageError
from ..scenarios import Scenario
from ..trace import Trace
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


__all__ = ["CloudOptions", "Deployment", "Target", "find_target"]


def find_target(spec: str, scenarios: Sequence[str] = (), deployment: Deployment = Deployment()) -> Target:  # noqa: B008
    """The target that the user named.

    :param scenarios: the names of those that are wanted; none: all.
    :param deployment: what is said of a cloud that is neither recorded nor our own.
    :raises UsageError: there is no such target, or it knows no such scenario.
    """
    if spec.partition("?")[0] == ReferenceTarget.NAME:
        return ReferenceTarget(spec, scenarios)
    scheme, colon, rest = spec.partition(":")
    if scheme == "trace" and colon:
        if not rest:
            raise UsageError("trace: names no file", "--cloudflow-target", "trace:FILE, trace:FOLDER or trace:-")
        return TraceTarget(rest)
    if scheme == LogsTarget.NAME and colon:
        if not rest:
            raise UsageError("logs: names no folder", "--cloudflow-target", "logs:DIR")
        return LogsTarget(rest)
    if scheme == OpenStackTarget.NAME and colon:
        return OpenStackTarget(rest, scenarios, deployment)
    raise UsageError(
        f"unknown target {spec.rpartition('@')[2]!r}",
        "--cloudflow-target",
        "this version knows reference, openstack:CLOUD, logs:DIR, and trace:FILE (- is standard input)",
    )
