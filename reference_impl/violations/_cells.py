"""The cells of the kill matrix: for which reasons each clause may fail, and which of them no component can cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Cell(NamedTuple):
    """A clause, and a reason for which it may fail."""

    clause: str
    reason: str


_DONE = ("missing", "out_of_order", "wrong_data", "wrong_actor")
KINDS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "request": (1, 3, 4, 19, 22, 25),
        "publish": (8, 12, 14),
        "act": (6, 7, 10, 16, 28),
        "deliver": (9, 13, 15, 18),
        "response": (2, 5, 21, 24, 27),
        "reply": (11, 17),
        "validation": (20, 23, 26),
    }
)
"""The steps by what they are; a validation is a request and its response."""
_REASONS: Mapping[str, tuple[str, ...]] = {
    "request": _DONE,
    "publish": _DONE,
    "act": _DONE,
    "deliver": ("missing", "wrong_actor"),
    "response": ("missing", "wrong_data", "rejected"),
    "reply": ("missing", "out_of_order", "wrong_data", "rejected"),
    "validation": ("missing", "wrong_data", "rejected"),
}
_BESIDE: Mapping[int, str] = {
    10: "rejected",
    13: "wrong_data",
    21: "out_of_order",
    24: "out_of_order",
    27: "out_of_order",
    28: "rejected",
}
"""What a step may fail for beside what its kind may."""
ROWS = ("CF-S1", "CF-S2", "CF-S3", "CF-S4", "CF-S5")
_RULES = (
    Cell("CF-ONCE", "duplicated"),
    Cell("CF-ADDRESS", "wrong_data"),
    Cell("CF-END", "missing"),
    Cell("CF-END", "wrong_state"),
    Cell("CF-RELEASE", "missing"),
)


def _steps() -> Iterator[Cell]:
    kinds = {number: kind for kind, numbers in KINDS.items() for number in numbers}
    for number, kind in sorted(kinds.items()):
        reasons = (*_REASONS[kind], *((_BESIDE[number],) if number in _BESIDE else ()))
        yield from (Cell(f"CF-{number:02d}", reason) for reason in reasons)


CELLS: tuple[Cell, ...] = (
    *_steps(),
    *(Cell(row, reason) for row in ROWS for reason in ("missing", "out_of_order", "wrong_state")),
    *_RULES,
)
"""All cells, clause by clause."""

EMPTY: Mapping[Cell, str] = MappingProxyType(
    {
        Cell("CF-01", "out_of_order"): "nothing comes before step 1",
        Cell("CF-01", "wrong_data"): "nothing is asked of what step 1 shows: it is the login whose token 3 shows",
    }
)
"""Cells in which nothing can stand, and why."""

BY_NOBODY: Mapping[Cell, str] = MappingProxyType(
    {
        Cell("CF-01", "missing"): "an answer follows a request, and a login of which neither is seen may be older",
        Cell("CF-02", "missing"): "who has no answer has no token to boot with",
        Cell("CF-02", "rejected"): "a cloud that lets nobody in is no target; a wrong password is a scenario",
        Cell("CF-03", "missing"): "what follows is done for the request; without one there is nothing to do",
        Cell("CF-03", "out_of_order"): "the token cannot be shown before it is given",
        Cell("CF-03", "wrong_data"): "a token that was given is the boot's own; one that was not gets nowhere",
        Cell("CF-04", "out_of_order"): "nova-api cannot ask about a token that it has not been shown",
        Cell("CF-13", "wrong_data"): "a message bears the address it was sent to; who sends it elsewhere fails 12",
        Cell("CF-14", "out_of_order"): "nova-compute cannot ask for the sake of a message that it has not picked up",
        Cell("CF-16", "out_of_order"): "nova-conductor cannot read for the sake of a message that it has not picked up",
        Cell("CF-18", "wrong_actor"): "a reply that another picks up does not reach nova-compute, and 18 is missing",
    }
)
"""Cells that no behaviour of a component can cause, and why: a trace that is made so shows that they are judged."""
