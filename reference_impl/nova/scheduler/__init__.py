"""nova-scheduler: picks a host for an instance by filtering those there are, and weighing those that are left."""

from ._choice import NAME, NoValidHost, choose
from ._filters import DiskFilter, EnabledFilter, Filter, MemoryFilter, RetryFilter, VcpuFilter
from ._service import FILTERS, WEIGHERS, Scheduler
from ._weighers import FreeMemoryWeigher, FreeVcpusWeigher, Weigher

__all__ = [
    "FILTERS",
    "NAME",
    "WEIGHERS",
    "DiskFilter",
    "EnabledFilter",
    "Filter",
    "FreeMemoryWeigher",
    "FreeVcpusWeigher",
    "MemoryFilter",
    "NoValidHost",
    "RetryFilter",
    "Scheduler",
    "VcpuFilter",
    "Weigher",
    "choose",
]
