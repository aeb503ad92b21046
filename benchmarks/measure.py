"""Measures one thing in a process of its own: time, and the highest resident memory."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pytest_cloudflow.checker import judge
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import open_trace


@dataclass(frozen=True)
class Measured:
    """What one pass over a log took.

    :param events: events that went by.
    :param seconds: processor time of this process.
    :param verdicts: boots by their verdict; empty where none were judged.
    """

    events: int
    seconds: float
    verdicts: dict[str, int]

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def decode(path: str | Path) -> Measured:
    """Read and decode a log, and do nothing with it."""
    gc.collect()
    began = time.process_time()
    with open_trace(path) as trace:
        events = sum(1 for _ in trace)
    return Measured(events, time.process_time() - began, {})


def check(path: str | Path) -> Measured:
    """Read, decode and judge a log, with full verdicts."""
    profile, verdicts, events = load_profile("classic"), Counter[str](), 0
    gc.collect()
    began = time.process_time()
    with open_trace(path) as trace:
        for verdict in judge(trace, profile):
            verdicts[verdict.verdict] += 1
    seconds = time.process_time() - began
    with open_trace(path) as trace:
        events = sum(1 for _ in trace) if str(path) != "-" else 0
    return Measured(events, seconds, dict(verdicts))


def peak_mib() -> float:
    """The most memory this process has had resident, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def on_one_core() -> None:
    """Keep this process on one core, where the system lets one say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
