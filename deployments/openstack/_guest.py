"""A disk that boots in a moment: its boot sector prints one line on the serial port, and halts.

It is one that glance and nova let through: a boot sector with its mark but without a partition is refused.
"""

from __future__ import annotations

import struct
from pathlib import Path

from ..packages import Packages
from ..steps import run_tool

LINE = b"\r\ncloudflow: the boot sector runs, and halts\r\n\0"
SIZE = 8 << 20
"""Bytes of the disk."""

_SECTOR = 512
_CODE = bytes.fromhex(
    "fa"  # cli
    "31c0 8ed8"  # xor ax,ax; mov ds,ax
    "be217c"  # mov si,line: right behind the code, that lies at 7c00
    "ac 84c0 7411"  # next: lodsb; test al,al; jz over
    "88c4"  # mov ah,al
    "bafd03"  # mov dx,3fd: the state of the first serial port
    "ec a820 74fb"  # wait: in al,dx; test al,20; jz wait
    "b2f8 88e0 ee ebea"  # mov dl,f8; mov al,ah; out dx,al; jmp next
    "f4 ebfd"  # over: hlt; jmp over
)


def boot_sector() -> bytes:
    """The first sector: the code, the line, and a table with one partition that holds the rest of the disk."""
    partition = struct.pack("<8BII", 0x80, 0, 2, 0, 0x83, 0, 3, 0, 1, SIZE // _SECTOR - 1)
    return (_CODE + LINE).ljust(446, b"\0") + partition.ljust(64, b"\0") + b"\x55\xaa"


def make_guest(path: Path, packages: Packages, log: Path) -> Path:
    """Writes the disk as qcow2; where it is.

    :raises TargetError: qemu-img cannot.
    """
    raw = path.with_suffix(".raw")
    raw.write_bytes(boot_sector().ljust(SIZE, b"\0"))
    program = packages.root / "usr/bin/qemu-img"
    words = ["convert", "-f", "raw", "-O", "qcow2", str(raw), str(path)]
    run_tool("making the guest's disk", [str(program), *words], packages.environment(), log)
    raw.unlink()
    return path
