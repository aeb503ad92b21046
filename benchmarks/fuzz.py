"""What broken input does to the readers: `python -m benchmarks.fuzz --minutes 10`.

Valid traces (plain, gzip, zstd), profiles and waiver files are mutated byte by byte and given to their readers. Each
input must end in a value or in a `CloudflowError`, within 10 seconds and 512 MB. Anything else is a finding: it is
kept in `build/fuzz/`, and the exit code is 1. The same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import io
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from pytest_cloudflow.errors import CloudflowError
from pytest_cloudflow.trace import open_trace

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SLOWEST = 10.0
"""Seconds that one input may take."""

LARGEST = 512
"""MB that the process may ever hold."""

ROOT = Path(__file__).parent.parent
FINDINGS = ROOT / "build" / "fuzz"

WORDS = b"""\" ' { } [ ] = \\ # , $ \xff \x00 \\ud800 -1 0 1e999 nan null true cloudflow/2 1999-01-01"""
LONG = (b"[" * 9000, b"9" * 5000, b"x" * 3000, b"\n" * 5000, b"x" * (2 << 20))
TOKENS = (
    *WORDS.split(),
    *LONG,
    b'"seq":',
    b'"end":',
    b'"trace":',
    b"\n",
    b"\r",
    b"[[waiver]]\n",
    b"[[step]]\n",
    "\u2026".encode(),
)

WAIVERS = b"""
[[waiver]]
clause = "CF-20"
reason = "glance is behind a caching middleware"
until = 2099-12-31
scenario = "image"
link = "https://example.org/1"

[[waiver]]
clause = "CF-ONCE"
reason = "redelivery under investigation"
until = 2099-01-01
"""


class Overdue(BaseException):
    """An input took too long; no reader may catch it by accident."""


@dataclass(frozen=True)
class Kind:
    """One kind of input: valid ones to begin with, how mutated text is packed, and who reads it."""

    name: str
    ending: str
    seeds: tuple[bytes, ...]
    read: Callable[[Path], object]
    pack: Callable[[bytes], bytes] = bytes


@dataclass
class Tally:
    """What came of it."""

    tried: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    findings: list[str] = field(default_factory=list)


def trace_seed() -> bytes:
    """Make a short trace with every kind of value in it."""
    header = (
        b'{"trace":"cloudflow/1","target":"t","settle":5,"validation_cache":{"nova-api":null},"watched":{"db":["*"]}}\n'
    )
    event = (
        b'{"seq":%d,"time":1.5,"clock":"c","channel":"http","kind":"response","source":"nova-api","target":null,'
        b'"status":202,"facts":{"vcpus":2,"roles":["member"],"connection":true,"failure":{"class":"X","message":"m"}}}\n'
    )
    watch = b'{"seq":1,"time":1,"clock":"c","channel":"kit","kind":"watch","watched":{"http":["*"]}}\n'
    events = watch + b"".join(event % number for number in range(2, 40))
    return header + events + b'{"end":"cloudflow/1","events":39,"finished":3.0}\n'


def read_trace(path: Path) -> None:
    """Read all of a trace, tolerating as many broken lines as its length has bits set."""
    tolerated = path.stat().st_size.bit_count()
    with open_trace(path, tolerate=tolerated) as trace:
        for _ in trace.batches():
            pass


def read_standard_input(path: Path) -> None:
    """Read all of a trace as if it came by a pipe."""
    for _ in open_trace("-", stdin=io.BytesIO(path.read_bytes())):
        pass


def kinds() -> list[Kind]:
    """List what is fed to whom."""
    trace = (trace_seed(),)
    profiles = tuple(path.read_bytes() for path in sorted((ROOT / "pytest_cloudflow" / "profiles").glob("*.toml")))
    return [
        Kind("trace", ".jsonl", trace, read_trace),
        Kind("trace, gzip", ".jsonl.gz", (gzip.compress(trace[0]),), read_trace),
        Kind("trace, zstd", ".jsonl.zst", (zstd.compress(trace[0]),), read_trace),
        Kind("trace, edited and then gzip", ".jsonl.gz", trace, read_trace, gzip.compress),
        Kind("trace, edited and then zstd", ".jsonl.zst", trace, read_trace, zstd.compress),
        Kind("trace, standard input", ".jsonl", (*trace, gzip.compress(trace[0])), read_standard_input),
        *toml_kind("profile", profiles, "pytest_cloudflow.profiles", "load_profile"),
        *toml_kind("waivers", (WAIVERS,), "pytest_cloudflow.waivers", "load_waivers"),
    ]


def toml_kind(name: str, seeds: tuple[bytes, ...], module: str, reader: str) -> list[Kind]:
    """Take the reader from its module; an installation may be older than this program and have none."""
    if importlib.util.find_spec(module) is None:
        print(f"not fuzzed: {name} ({module} is not there)")
        return []
    return [Kind(name, ".toml", seeds, getattr(importlib.import_module(module), reader))]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Apply one to six edits: a bit, a token, a cut, a copy of another place, or the end gone."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        at = dice.randrange(len(changed) + 1)
        edit = dice.randrange(5)
        if edit == 0 and at < len(changed):
            changed[at] ^= 1 << dice.randrange(8)
        elif edit == 1:
            changed[at : at + dice.choice((0, 0, 1, 5))] = dice.choice(TOKENS)
        elif edit == 2:
            del changed[at : at + dice.choice((1, 2, 10, 200))]
        elif edit == 3:
            other = dice.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + dice.choice((1, 20, 400))]
        elif dice.randrange(4) == 0:
            del changed[at:]
    return bytes(changed)


def attempt(kind: Kind, path: Path) -> str:
    """Say how the reader ended: `read`, the name of a `CloudflowError`, or `! ` and what must not be."""
    signal.setitimer(signal.ITIMER_REAL, SLOWEST)
    try:
        kind.read(path)
    except CloudflowError as error:
        return type(error).__name__ if str(error).isprintable() else "! an error that is not one printable line"
    except Overdue:
        return f"! over {SLOWEST:.0f} s"
    except Exception as error:  # noqa: BLE001  # finding these is what this program is for
        return f"! {type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read"


def one(kind: Kind, number: int, dice: random.Random, folder: Path, tally: Tally) -> None:
    """Try one input, and keep it if it shows what must not be."""
    data = kind.pack(mutated(dice.choice(kind.seeds), dice))
    path = folder / f"input{kind.ending}"
    path.write_bytes(data)
    before = time.perf_counter()
    outcome = attempt(kind, path)
    taken = time.perf_counter() - before
    tally.tried[kind.name] += 1
    tally.outcomes[outcome] += 1
    tally.slowest = max(tally.slowest, (taken, f"{kind.name}, input {number}, {len(data)} bytes"))
    if outcome.startswith("!"):
        FINDINGS.mkdir(parents=True, exist_ok=True)
        kept = FINDINGS / f"{number}{kind.ending}"
        kept.write_bytes(data)
        tally.findings.append(f"{kind.name}: {outcome[2:]} ({kept})")


def peak() -> float:
    """MB that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(tally: Tally, seed: int) -> bool:
    """Print what came of it, and say whether all is well."""
    print(f"inputs tried: {tally.tried.total()} (seed {seed})")
    for name, number in tally.tried.items():
        print(f"  {name}: {number}")
    print("outcomes:")
    for name, number in tally.outcomes.most_common():
        print(f"  {name}: {number}")
    print(f"slowest input: {tally.slowest[0]:.3f} s ({tally.slowest[1]})")
    print(f"peak RSS: {peak():.0f} MB")
    for finding in tally.findings[:20]:
        print(f"FOUND {finding}")
    too_large = peak() > LARGEST
    if too_large:
        print(f"FOUND more than {LARGEST} MB")
    return not tally.findings and not too_large


def overdue(_signal: int, _frame: FrameType | None) -> None:
    """Interrupt the reader."""
    raise Overdue


def main() -> int:
    """Fuzz for so many minutes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--minutes", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    signal.signal(signal.SIGALRM, overdue)
    dice = random.Random(given.seed)
    tally = Tally()
    end = time.monotonic() + given.minutes * 60
    fed = kinds()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            number = tally.tried.total() + 1
            one(fed[number % len(fed)], number, dice, Path(folder), tally)
    return 0 if report(tally, given.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
