"""The seam through which a cloud tells what happens in it. Nobody need listen.

A component tells of an act when it does it, never otherwise: `observe("db", "write", source="nova-api", table=…)`. The
words are those of the field: channels, kinds and keys as in the table of `docs/trace.md`; data under `facts`. Tokens
are told as they are: whoever writes them down has to make fingerprints of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Observe(Protocol):
    """Takes in what happened."""

    def __call__(
        self,
        channel: str,
        kind: str,
        *,
        source: str,
        target: str | None = None,
        cause: str | None = None,
        facts: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """One event. `cause` is the id of the exchange or message that `source` was serving."""


def nobody(
    channel: str,
    kind: str,
    *,
    source: str,
    target: str | None = None,
    cause: str | None = None,
    facts: Mapping[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Nobody listens."""
