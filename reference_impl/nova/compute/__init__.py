"""nova-compute: builds instances on one host, and takes them down. There is one for each host.

It has no access to nova's database: what it wants to know or to have written it asks of nova-conductor.

`_service` is what is asked of it by rpc; `_build` is the way of an instance from the queue to running, `_removal` the
way back; `_images`, `_networks` and `_volumes` are what it asks of glance, neutron and cinder; `_taken` keeps what an
instance has taken so far; `_turns` has one thing at a time done to an instance.
"""

from ._build import Build
from ._service import NAME, Compute

__all__ = ["NAME", "Build", "Compute"]
