"""nova's database: the instances, the flavors they may have, the hosts they may run on, and what projects may use.

Only nova-api, nova-scheduler and nova-conductor have access; nova-compute asks nova-conductor.
"""

from ._records import ComputeNode, Flavor, Instance, NotFound
from ._store import Database, open_database

__all__ = ["ComputeNode", "Database", "Flavor", "Instance", "NotFound", "open_database"]
