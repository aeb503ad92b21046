"""Violations: ways in which a component may break the flow, each so that one clause fails and no other.

A violation changes what a component does, at a seam of the cloud (`deployment.Seams`): what is told of it is what
happens then. `python -m reference_impl violations` lists them, `--cloudflow-target=reference?violate=NAME` runs one.

`_violation` says what one is, `_all` lists them, `_cells` the reasons for which clauses may fail; `_around` and `_rest`
are how a thing is put around another; the others are the violations, by who commits them or where.
"""

from ._all import VIOLATIONS, find
from ._cells import BY_NOBODY, CELLS, EMPTY, KINDS, Cell
from ._violation import NoSuchViolation, Violation

__all__ = [
    "BY_NOBODY",
    "CELLS",
    "EMPTY",
    "KINDS",
    "VIOLATIONS",
    "Cell",
    "NoSuchViolation",
    "Violation",
    "find",
]
