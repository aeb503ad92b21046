"""nova-scheduler: picks a host for an instance by filtering those there are, and weighing those that are left."""

from ._choice import NoValidHost, choose
from ._filters import DiskFilter, EnabledFilter, Filter, MemoryFilter, VcpuFilter
from ._weighers import FreeMemoryWeigher, FreeVcpusWeigher, Weigher

__all__ = [
    "DiskFilter",
    "EnabledFilter",
    "Filter",
    "FreeMemoryWeigher",
    "FreeVcpusWeigher",
    "MemoryFilter",
    "NoValidHost",
    "VcpuFilter",
    "Weigher",
    "choose",
]
