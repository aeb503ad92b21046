"""Who is at the other end of a TCP connection, where that end is on this machine: on Linux alone.

The kernel tells the socket's number and its user, `/proc/PID/fd` who has it open, the command line what that is. A
process of another user shows its sockets only to root; then it is not known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ._commands import Names, component_of
from ._sockets import find

_MOST = 4096
"""Connections that are remembered at once."""
_PTRACE = 1 << 19
"""The capability to look at other users' processes."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Which process has a socket open, by the link that says so."""

    descriptor: str
    link: str
    pid: int
    component: str | None


class Peers:
    """Remembers the connections it was asked for.

    A port is given anew once its connection is reset, which the process that had it need not have noticed; a socket's
    number, once that is closed. What is remembered holds as long as the connection is of that very socket, and the
    process has it open.

    :param proc: where the kernel tells of processes.
    """

    def __init__(self, names: Names, proc: Path = Path("/proc")) -> None:
        self._names = names
        self._proc = str(proc)
        self._known: dict[tuple[str, int], _Owner] = {}
        self._user = None if self._may_see_all() else os.geteuid()

    def component(self, address: str, port: int, server_port: int = 0) -> str | None:
        """The component whose end of a connection has this address and port.

        :param server_port: the port of the end that asks, which decides if one port goes to several places.
        """
        end = find(address, port, server_port, Path(self._proc))
        if end is None or self._user not in (None, end.user):
            return None
        link = f"socket:[{end.inode}]"
        known = self._known.pop((address, port), None)
        if known is not None and known.link == link and _link(known.descriptor) == link:
            self._known[address, port] = known
            return known.component
        owner = self._owner(link)
        if owner is None:
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[address, port] = owner
        return owner.component

    def _owner(self, link: str) -> _Owner | None:
        owners = (_Owner(place, link, pid, self._ran(pid)) for pid, place in self._open() if _link(place) == link)
        return next(owners, None)

    def _open(self) -> Iterator[tuple[int, str]]:
        """The processes, and what each has open; those that were found before go first."""
        for pid in self._candidates():
            try:
                with os.scandir(f"{self._proc}/{pid}/fd") as entries:
                    yield from ((pid, entry.path) for entry in entries)
            except OSError:
                continue  # it has ended, or does not let itself be looked at

    def _candidates(self) -> list[int]:
        before = {owner.pid: None for owner in reversed(list(self._known.values()))}
        with os.scandir(self._proc) as entries:
            running = {int(entry.name): None for entry in entries if entry.name.isdigit()}
        return [*before, *(pid for pid in sorted(running, reverse=True) if pid not in before)]

    def _may_see_all(self) -> bool:
        try:
            status = Path(self._proc, "self/status").read_text()
        except OSError:
            return False  # not Linux
        effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
        return bool(int(effective, 16) & _PTRACE)

    def _ran(self, pid: int) -> str | None:
        try:
            command = Path(self._proc, str(pid), "cmdline").read_bytes()
        except OSError:
            return None  # it has just ended
        return component_of(command.decode(errors="replace").rstrip("\0").split("\0"), self._names)


def _link(descriptor: str) -> str | None:
    try:
        return os.readlink(descriptor)  # noqa: PTH115 -- once for each descriptor of a process
    except OSError:
        return None
