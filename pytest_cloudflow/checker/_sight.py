"""Which clauses can be decided where this and that was watched; known before anything has happened."""

from __future__ import annotations

from typing import NamedTuple

from ..trace._events import Watched
from ..verdicts import ROW_CLAUSES
from ._plan import Part, Plan
from ._watch import Watch


class Sight(NamedTuple):
    """The clauses of which something, and of which all evidence is watched."""

    partly: frozenset[str]
    wholly: frozenset[str]


def sight(plan: Plan, watched: Watched) -> Sight:
    """What a map of channels and components lets one decide."""
    watch = Watch((watched,))
    asked = {step.clause: list(step.parts) for step in plan.steps}
    asked["CF-ADDRESS"] = [plan.address]
    asked["CF-RELEASE"] = [part for rule in plan.release for part in (rule.taken, rule.given_back)]
    asked["CF-ONCE"] = [rule.part for rule in plan.once]
    seen = {clause: [_sees(watch, part) for part in parts] for clause, parts in asked.items()}
    seen["CF-ONCE"].append(watch.sees("rpc"))
    partly = {clause for clause, parts in seen.items() if any(parts)}
    wholly = {clause for clause, parts in seen.items() if all(parts)}
    states = {*ROW_CLAUSES, "CF-END"} if watch.sees("state") else set()
    if not watch.sees("rpc"):
        partly.discard("CF-ONCE")
    return Sight(frozenset(partly | states), frozenset(wholly | states))


def _sees(watch: Watch, part: Part) -> bool:
    return watch.sees(part.channel, part.ends)
