"""Points of observation on a deployment that is running.

Each sees something on its own; what they see together is tied afterwards, as a recording is (`probes/_causes.py`).
"""

from ._probe import Probe
from ._together import Together

__all__ = ["Probe", "Together"]
