"""nova's database: the instances, the flavors they may have, the hosts they may run on, and what projects may use.

Only nova-api, nova-scheduler and nova-conductor have access; nova-compute asks nova-conductor.
"""

from ._errors import AlreadyThere, NoRoom, NotFound, OverQuota, UnexpectedState, check_quota
from ._opening import open_database
from ._records import (
    AUTO,
    UNLIMITED,
    Action,
    ActionEvent,
    BlockDevice,
    ComputeNode,
    Fault,
    Flavor,
    Instance,
    Quota,
    Vif,
)
from ._store import Database

__all__ = [
    "AUTO",
    "UNLIMITED",
    "Action",
    "ActionEvent",
    "AlreadyThere",
    "BlockDevice",
    "ComputeNode",
    "Database",
    "Fault",
    "Flavor",
    "Instance",
    "NoRoom",
    "NotFound",
    "OverQuota",
    "Quota",
    "UnexpectedState",
    "Vif",
    "check_quota",
    "open_database",
]
