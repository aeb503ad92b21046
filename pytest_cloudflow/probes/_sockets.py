"""Finds the socket that is one end of a TCP connection: its number and whose it is.

The kernel is asked for the one socket (sock_diag(7)): microseconds, however many there are. It has to be told both
ends; a connection of this machine to itself has one address, unless it was made to another of the loopback's. For
those, and where the kernel does not answer, its whole table is read (proc(5), net/tcp): milliseconds.
"""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

_FAMILY = 4
"""NETLINK_SOCK_DIAG."""
_BY_FAMILY, _REQUEST, _LISTENS = 20, 1, 10
_QUESTION = struct.Struct("=IHHII BBBxI")
_ENDS = struct.Struct("!HH16s16s")
_ANY = struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
"""Of whatever interface, and whatever cookie."""
_ANSWER = struct.Struct("=IHHII BBBB 2s2s16s16s 12x III II")
_TABLES = ("net/tcp", "net/tcp6")


class End(NamedTuple):
    """A socket. `user` is the number of the user that made it."""

    inode: int
    user: int


def find(address: str, port: int, other_port: int, proc: Path = Path("/proc")) -> End | None:
    """The socket at this end of a connection; `None` where it is not on this machine.

    :param other_port: the other end's, 0 if it is not known.
    """
    here = _address(address)
    if here is None:
        return None
    found = _asked(here, port, other_port) if other_port else None
    if found is None and here.is_loopback:
        return _listed(here, port, other_port, proc)
    return found


def _address(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None  # a Unix socket has no address
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _asked(address: IPv4Address | IPv6Address, port: int, other_port: int) -> End | None:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    ends = _ENDS.pack(port, other_port, address.packed, address.packed) + _ANY
    length = _QUESTION.size + len(ends)
    question = _QUESTION.pack(length, _BY_FAMILY, _REQUEST, 1, 0, family, socket.IPPROTO_TCP, 0, 0xFFFFFFFF) + ends
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _FAMILY) as kernel:
            kernel.send(question)
            answer = kernel.recv(4096)
    except (OSError, AttributeError):
        return None  # no such kernel
    return _end(answer)


def _end(answer: bytes) -> End | None:
    if len(answer) < _ANSWER.size:
        return None  # that there is none
    _, kind, _, _, _, _, state, *_, user, inode = _ANSWER.unpack_from(answer)
    return End(inode, user) if kind == _BY_FAMILY and state != _LISTENS and inode else None


def _listed(address: IPv4Address | IPv6Address, port: int, other_port: int, proc: Path) -> End | None:
    """By the table. Where one port goes to several places, the other's decides."""
    ends = [f"{each}:{port:04X}" for each in _in_hex(address)]
    rows = [row.split() for table in _TABLES for row in _rows(proc / table) if any(end in row for end in ends)]
    local = [row for row in rows if len(row) > 9 and row[1] in ends and row[9] != "0"]
    exact = [row for row in local if not other_port or row[2].endswith(f":{other_port:04X}")]
    return End(int(exact[0][9]), int(exact[0][7])) if len(exact) == 1 else None


def _rows(table: Path) -> list[str]:
    try:
        return table.read_text("ascii").splitlines()
    except OSError:
        return []  # not Linux, or no IPv6


def _in_hex(address: IPv4Address | IPv6Address) -> list[str]:
    """An address as the table has it, 32 bits at a time in this machine's order; one of IPv4 also as mapped to IPv6."""
    packed = address.packed if address.version == 6 else IPv6Address(f"::ffff:{address}").packed
    words = [f"{word:08X}" for word in struct.unpack("=4I", packed)]
    return ["".join(words), words[3]] if address.version == 4 else ["".join(words)]
