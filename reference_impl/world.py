"""What a cloud takes from the world around it: the time, ids, and chance. All of it is handed in."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class World:
    """Sources of time (`now`: UNIX seconds), of ids and of randomness.

    With `World.seeded(n)` a run can be repeated: the same ids, the same choices.
    """

    now: Callable[[], float] = time.time
    random: random.Random = field(default_factory=random.SystemRandom)

    @classmethod
    def seeded(cls, seed: int, now: Callable[[], float] = time.time) -> World:
        """A world whose ids and choices follow from the seed."""
        return cls(now, random.Random(seed))

    def uuid(self) -> str:
        """A new id, as `550e8400-e29b-41d4-a716-446655440000`: version 4 of RFC 9562.

        A boot takes some seventy of them; `uuid.UUID` would take five times as long for each.
        """
        digits = f"{self.random.getrandbits(128):032x}"
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def request_id(self) -> str:
        """A new request id, as OpenStack makes them: `req-` and a uuid."""
        return f"req-{self.uuid()}"
