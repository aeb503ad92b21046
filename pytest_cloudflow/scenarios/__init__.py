"""Scenarios: what a user does with a cloud while it is observed (CONTRACT section 1).

A scenario asks for servers, waits, looks at them, and gives everything back. It asserts nothing: whatever comes of it
is in the trace, and judged there. One that must fail says where, and how.

`_model` says what a scenario is; `_good`, `_refused` and `_troubled` are the scenarios, as data; `_run` has a user go
through one.
"""

from ._good import GOOD, SURVIVED
from ._model import Scenario, Wanted
from ._named import SCENARIOS, named
from ._refused import REFUSED
from ._run import User, run
from ._troubled import TROUBLED

__all__ = ["GOOD", "REFUSED", "SCENARIOS", "SURVIVED", "TROUBLED", "Scenario", "User", "Wanted", "named", "run"]
