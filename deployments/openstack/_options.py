"""What a cloud shall be like: what was asked for, else what it was like before, else what suits this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pytest_cloudflow.errors import UsageError

from ._environment import PROJECT, RELEASES
from ._record import SHOW_ALL, Record, runs_libvirt

DATA = PROJECT / ".dev" / "openstack"
RELEASE = RELEASES / "2026.2.txt"
FAKE, REAL = ("fake1", "fake2"), ("kvm1",)

_HOST = re.compile(r"(fake|kvm)[a-z0-9]{0,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `up` was asked for; `None`: as before."""

    release: Path | None = None
    computes: tuple[str, ...] | None = None
    validation_cache: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What it comes to."""

    release: Path
    computes: tuple[str, ...]
    validation_cache: int


def read_computes(text: str) -> tuple[str, ...]:
    """Names of hosts, with commas between them.

    :raises UsageError: one of them is no name, or stands there twice, or two of them would run libvirt.
    """
    names = tuple(text.split(","))
    right = "names such as fake1,fake2,kvm1: fake… has nova's fake driver, kvm… libvirt"
    for name in names:
        if not _HOST.fullmatch(name):
            raise UsageError(f"{name!r} is no host", f"--computes {text}", right)
    if sum(map(runs_libvirt, names)) > 1:
        raise UsageError("a machine has one libvirt", f"--computes {text}", "name one host called kvm… at most")
    if len(set(names)) < len(names):
        raise UsageError("a host stands there twice", f"--computes {text}", right)
    return names


def settle(wanted: Wanted, before: Record | None, lacks: Callable[[], str | None]) -> Settled:
    """What the cloud shall be like.

    :param before: what it was like.
    :param lacks: tells what the machine lacks to run libvirt.
    :raises UsageError: libvirt was asked for, and the machine lacks something; a time below -1.
    """
    computes = wanted.computes or (before.computes if before else None)
    if computes is None:
        computes = FAKE if lacks() else FAKE + REAL
    elif any(map(runs_libvirt, computes)) and (lack := lacks()):
        raise UsageError(
            f"this machine lacks {lack}", "--computes", "name hosts with the fake driver alone: fake1,fake2"
        )
    cache = wanted.validation_cache
    if cache is None:
        cache = before.validation_cache if before else SHOW_ALL
    if cache < SHOW_ALL:
        raise UsageError(f"{cache} is no time", "--validation-cache", "seconds, or -1 to reuse none")
    return Settled(
        release=wanted.release or (Path(before.release) if before else RELEASE),
        computes=computes,
        validation_cache=cache,
    )
