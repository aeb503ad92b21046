"""What pages tell beside the verdicts: the states in time."""

from __future__ import annotations

from dataclasses import dataclass

from ..verdicts import BootVerdict


@dataclass(frozen=True, slots=True)
class Entered:
    """A state, when it was entered (seconds after the first), and which share of the time it took (0 to 100)."""

    name: str
    power: str
    after: float
    start: float
    share: float


def states_of(boot: BootVerdict) -> list[Entered]:
    """The states of a boot in their order. The last one, which lasts, is given a tenth of the room."""
    if not boot.states:
        return []
    first, last = boot.states[0].time, boot.states[-1].time
    span = max(last - first, 1e-9) / 90
    ends = [*(state.time for state in boot.states[1:]), last + 10 * span]
    return [
        Entered(
            f"{state.vm_state or 'unknown'} / {state.task_state or 'none'}",
            state.power_state or "unknown",
            state.time - first,
            (state.time - first) / span,
            max((end - state.time) / span, 0.0),
        )
        for state, end in zip(boot.states, ends, strict=True)
    ]
