"""Events a second with full verdicts, beside decoding alone: `python -m benchmarks.checker [--quick]`."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
from collections.abc import Callable
from pathlib import Path

from .logs import log
from .measure import Measured, check, decode, on_one_core

ROUNDS = 3


def main() -> None:
    """Print the figures of both logs."""
    parser = argparse.ArgumentParser(description="events a second of the checker, on one core")
    parser.add_argument("--boots", type=int, default=4000, metavar="N")
    parser.add_argument("--quick", action="store_true", help="200 boots, one round")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--profile", action="store_true", help="then show where the judge spends its time")
    options = parser.parse_args()
    boots, rounds = (200, 1) if options.quick else (options.boots, ROUNDS)
    on_one_core()
    print(f"{boots} boots a log, one core, best of {rounds}, processor time, in one run")
    print(f"{'variants':<9}{'events':>9}{'events/boot':>13}{'decode ev/s':>14}{'judge ev/s':>13}{'ratio':>8}  verdicts")
    with tempfile.TemporaryDirectory() as folder:
        for variants in ("few", "many"):
            path = Path(folder) / f"{variants}.jsonl"
            with path.open("wb") as file:
                file.writelines(log(boots, variants, options.seed))
            _print(variants, boots, _best(decode, path, rounds), _best(check, path, rounds))
            if options.profile:
                _profile(path)


def _best(measure: Callable[[Path], Measured], path: Path, rounds: int) -> Measured:
    return min((measure(path) for _ in range(rounds)), key=lambda measured: measured.seconds)


def _print(variants: str, boots: int, decoded: Measured, checked: Measured) -> None:
    ratio = decoded.rate / checked.rate
    print(
        f"{variants:<9}{checked.events:>9}{checked.events / boots:>13.1f}{decoded.rate:>14,.0f}"
        f"{checked.rate:>13,.0f}{ratio:>8.2f}  {checked.verdicts}"
    )


def _profile(path: Path) -> None:
    """The functions that the judge spends most of its time in, by their own time."""
    profiler = cProfile.Profile()
    profiler.runcall(check, path)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
