"""Assertions for tests: that a boot conforms, or that it fails as it should.

>>> from pytest_cloudflow.factories import Boot
>>> assert_conforms(Boot(volumes=2))
>>> assert_fails(Boot(stop="no_valid_host"), "CF-10", "rejected")

What an assertion says when it does not hold is the verdict's own explanation: the boot, where it stopped, and each
clause that failed with its sentence and the events that prove it.
"""

from ._conforms import assert_conforms
from ._expected import Expected
from ._fails import assert_fails
from ._given import Given, Observed
from ._judging import judged

__all__ = ["Expected", "Given", "Observed", "assert_conforms", "assert_fails", "judged"]
