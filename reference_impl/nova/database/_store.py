"""The database: one part for each table, in a file of its own. Each read and write is told when it has been done."""

from __future__ import annotations

from ._actions import Actions
from ._flavors import Flavors, Quotas
from ._hosts import Hosts
from ._instances import Instances


class Database(Flavors, Quotas, Hosts, Instances, Actions):
    """What nova's services ask of it.

    Methods that are told name the service that asks (`by`) and under which request (`ctx`). It may be used by several
    threads at once.
    """
