"""Which hypervisor is used: the one that was named, else libvirt's test driver where it can be had."""

from __future__ import annotations

from importlib.util import find_spec

from .builtin import Builtin
from .driver import Hypervisor
from .errors import DriverError

BUILTIN = "builtin"
"""In the place of a URI: the stand-in in memory."""


def is_available() -> bool:
    """Whether libvirt can be used: libvirt-python is installed (the extra `libvirt`)."""
    return find_spec("libvirt") is not None


def connect(uri: str | None = None) -> Hypervisor:
    """A connection of one host to its hypervisor.

    :param uri: libvirt's, as `qemu:///system` or `test:///default`; `builtin`; or `None`: libvirt's test driver with
        domains of its own, or the stand-in in memory where libvirt-python is not installed.
    :raises DriverError: it cannot be reached.
    """
    if uri == BUILTIN or (uri is None and not is_available()):
        return Builtin()
    if not is_available():
        raise DriverError(f"{uri} needs libvirt-python, which is not installed")
    if uri == "":
        raise DriverError("a hypervisor's URI is empty, which to libvirt is whatever this machine runs")
    from .libvirt import Libvirt

    return Libvirt(uri)
