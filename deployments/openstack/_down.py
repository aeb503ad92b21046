"""Takes a cloud down: ends what `up` started, and forgets it where that is wanted."""

from __future__ import annotations

import shutil

from ..packages import Packages
from ..steps import Say
from ._folders import Folders
from ._hypervisor import end_devices, end_domains
from ._processes import Processes

_LAST = ("libvirtd", "rabbitmq", "mariadb", "epmd")
"""What the others need until they have ended, in the order in which it ends."""


def take_down(folders: Folders, say: Say, *, wipe: bool = False) -> None:
    """Ends its processes.

    :param wipe: forgets all of it: databases, images, passwords, and what was installed for it.
    """
    processes = Processes(folders)
    ended = processes.stop(name for name in processes.names() if name not in _LAST)
    for name in _LAST:
        ended += processes.stop([name])
    servers = end_domains(folders)
    say(f"{len(ended)} processes ended" if ended else "nothing was running")
    if servers:
        say(f"{servers} servers were switched off" if servers > 1 else "1 server was switched off")
    if wipe and folders.data.is_dir():
        end_devices(folders, Packages(folders.packages, folders.output / "packages.out"))
        shutil.rmtree(folders.data)
        say(f"{folders.data} is forgotten")
