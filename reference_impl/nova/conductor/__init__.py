"""nova-conductor: reads and writes nova's database on behalf of the computes, which have no access to it.

A compute runs beside guests that nobody here trusts; so what it may do to the database is what this room offers.
"""

from ._client import ConductorClient
from ._service import NAME, Conductor

__all__ = ["NAME", "Conductor", "ConductorClient"]
