"""Listens to a cloud that tells what happens in it, by a callable that it calls for each event.

What is told has the channels, kinds and keys of a trace (docs/trace.md), with data under `facts`; so there is nothing
to be worked out here. Tokens and messages are made safe by the recorder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ..trace import NO_FACTS, Facts, Failure, Recorder


class Seam:
    """Takes in what a cloud tells and has it recorded. Call it as the cloud does."""

    def __init__(self, recorder: Recorder) -> None:
        self._record = recorder.record

    def __call__(
        self,
        channel: Any,
        kind: Any,
        *,
        facts: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """One event.

        :raises TypeError: a field or a fact is not one that a trace has.
        """
        self._record(channel, kind, facts=_facts(facts) if facts else NO_FACTS, **fields)


def _facts(told: Mapping[str, Any]) -> Facts:
    if "failure" in told:
        return Facts(**{**told, "failure": msgspec.convert(told["failure"], Failure)})
    return Facts(**told)
