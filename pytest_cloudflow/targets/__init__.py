"""What can be run against. Each yields a trace; nothing else of it is seen beyond this room."""

from __future__ import annotations

from typing import Protocol

from ..errors import UsageError
from ..trace import Trace
from .trace import TraceTarget


class Target(Protocol):
    """Something that can be observed."""

    @property
    def name(self) -> str:
        """What the user called it, without secrets."""

    def open(self, *, tolerate: int) -> Trace:
        """Begins to observe.

        :raises CloudflowError: it cannot be reached or used.
        """


def find_target(spec: str) -> Target:
    """The target that the user named.

    :raises UsageError: there is no such target.
    """
    scheme, colon, rest = spec.partition(":")
    if scheme == "trace" and colon:
        if not rest:
            raise UsageError("trace: names no file", "--cloudflow-target", "trace:FILE, trace:FOLDER or trace:-")
        return TraceTarget(rest)
    raise UsageError(
        f"unknown target {spec!r}", "--cloudflow-target", "this version knows trace:FILE (- is standard input)"
    )
