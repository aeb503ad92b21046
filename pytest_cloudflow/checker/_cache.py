"""Which validations need not be seen: a service may reuse the one it got before (CONTRACT section 4)."""

from __future__ import annotations

from ..trace._events import Header
from ._plan import DEPENDS_ON, Plan, StepPlan


def may_be_cached(plan: Plan, header: Header, step: StepPlan) -> bool:
    """Whether the step is a validation, or its answer, that the service may have remembered."""
    asks = step if step.validates else plan.by_number[DEPENDS_ON.get(step.number, step.number)]
    cache = header.validation_cache
    if asks.validates is None or asks.validates not in cache:
        return False
    seconds = cache[asks.validates]
    return seconds is None or seconds > 0
