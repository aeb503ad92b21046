"""Violations: ways in which a component may break the flow, each so that one clause fails and no other.

A violation changes what a component does, at a seam of the cloud (`deployment.Seams`): what is told of it is what
happens then. `python -m reference_impl violations` lists them, `--cloudflow-target=reference?violate=NAME` runs one.

`_violation` says what one is, `_around` how a thing is put around another; the others are the violations, by who
commits them.
"""

from ._violation import VIOLATIONS, NoSuchViolation, Violation, find

__all__ = ["VIOLATIONS", "NoSuchViolation", "Violation", "find"]
