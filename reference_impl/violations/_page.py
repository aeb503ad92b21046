"""The kill matrix as a page of the documentation, `docs/violations.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ._all import VIOLATIONS
from ._cells import BY_NOBODY, CELLS, EMPTY, Cell

_REASONS = ("missing", "out_of_order", "wrong_data", "wrong_actor", "rejected", "wrong_state", "duplicated")
_HEAD = """# What the reference can be made to do wrong

<!-- Made by `python -m reference_impl violations --page`; a test holds it against that. -->

```sh
python -m reference_impl violations
pytest --cloudflow --cloudflow-target='reference?violate=cast-elsewhere'
```

Each violation changes what a component does: it trusts a token that it should have had validated, casts to another
host, says a state late. It does so at a seam of the cloud (`reference_impl/deployment/_seams.py`), and what is told of
it is what happens then; so the kit is tried on behaviour, and not on edited traces. Exactly one clause fails for it,
for exactly one reason, and no other (but the failure that a scenario expects): the others pass, do not apply, or were
not reached. `tests/violations` holds that for all of them, under several seeds.
"""
_TELLS = """## The matrix

A cell is a clause and a reason for which it may fail. ● a violation brings it about; ○ no behaviour of a component can,
so a trace that was made so shows that it is judged; – nothing can stand there.
"""


def counts() -> str:
    """How many cells there are, and by what each is brought about."""
    made = len({(each.clause, each.reason) for each in VIOLATIONS})
    return (
        f"{len(CELLS)} cells: {made} by violations, {len(BY_NOBODY)} by made traces alone, "
        f"{len(EMPTY)} in which nothing can stand"
    )


def page() -> str:
    """The page, in Markdown."""
    return "\n".join((_HEAD, f"{counts()}.\n", _TELLS, *_matrix(), *_violations(), *_others()))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _matrix() -> Iterator[str]:
    yield _row(("clause", *(reason.replace("_", " ") for reason in _REASONS)))
    yield _row("---" for _ in range(len(_REASONS) + 1))
    for clause in dict.fromkeys(cell.clause for cell in CELLS):
        yield _row((clause, *(_mark(Cell(clause, reason)) for reason in _REASONS)))
    yield ""


def _mark(cell: Cell) -> str:
    if cell not in CELLS:
        return ""
    return "○" if cell in BY_NOBODY else "–" if cell in EMPTY else "●"


def _violations() -> Iterator[str]:
    yield "## The violations\n"
    yield _row(("name", "scenario", "fails", "what is done wrong"))
    yield _row("---" for _ in range(4))
    for each in VIOLATIONS:
        yield _row((f"`{each.name}`", each.scenario, f"{each.clause} {each.reason}", each.title))
    yield ""


def _others() -> Iterator[str]:
    yield "## What no component can do wrong\n"
    yield _row(("cell", "why"))
    yield _row("---" for _ in range(2))
    for cell, why in (*BY_NOBODY.items(), *EMPTY.items()):
        yield _row((f"{cell.clause} {cell.reason}", f"{why[0].upper()}{why[1:]}."))
    yield ""
