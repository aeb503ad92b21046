"""Which processes of a cloud run."""

from __future__ import annotations

from ._folders import Folders
from ._processes import Processes
from ._record import read_record
from ._services import services

_SERVERS = ("mariadb", "epmd", "rabbitmq")


def tell(folders: Folders) -> int:
    """Prints a line a process; 0 if all run, 1 if not."""
    record = read_record(folders)
    if record is None:
        print(f"no cloud in {folders.data}")
        return 1
    processes = Processes(folders)
    servers = [*_SERVERS, "libvirtd"] if record.with_kvm else _SERVERS
    names = [*servers, *(service.name for service in services(record))]
    running = {name: processes.runs(name) for name in names}
    for name, runs in running.items():
        print(f"{name:24} {'runs' if runs else 'does not run'}")
    return 0 if all(running.values()) else 1
