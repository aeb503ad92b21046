"""Scenarios: what a user does with a cloud while it is observed (CONTRACT section 1).

A scenario asks for servers, waits, looks at them, and gives everything back. It asserts nothing: whatever comes of it
is in the trace, and judged there. One that must fail says where, and how.
"""

from ._run import User, run
from ._scenarios import GOOD, REFUSED, SCENARIOS, TROUBLED, Scenario, Wanted, named

__all__ = ["GOOD", "REFUSED", "SCENARIOS", "TROUBLED", "Scenario", "User", "Wanted", "named", "run"]
