"""Scenarios: what a user does with a cloud while it is observed (CONTRACT section 1).

A scenario asks for servers, waits, looks at them, and gives everything back. It asserts nothing: whatever comes of it
is in the trace, and judged there.
"""

from ._run import User, run
from ._scenarios import SCENARIOS, Scenario, Wanted, named

__all__ = ["SCENARIOS", "Scenario", "User", "Wanted", "named", "run"]
