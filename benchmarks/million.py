"""Pipes generated boots into the judge and tells time and memory: `python -m benchmarks.million [--quick]`.

Memory must grow with the boots in flight and not with those that went by: ten times the boots, the same peak.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter

from pytest_cloudflow.checker import judge
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import open_trace

from .measure import peak_mib

SIZES = (100_000, 1_000_000)
QUICK = (200, 2_000)


def main() -> None:
    """Measure both sizes, each in processes of its own, and print the ratio."""
    parser = argparse.ArgumentParser(description="time and peak memory of judging piped boots")
    parser.add_argument("--boots", type=int, nargs=2, metavar=("N", "M"), default=SIZES)
    parser.add_argument("--variants", choices=("few", "many"), default="few")
    parser.add_argument("--quick", action="store_true", help="200 and 2,000 boots")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.judge:
        _judge_standard_input()
        return
    small, large = (_pipe(boots, options.variants) for boots in (QUICK if options.quick else options.boots))
    print(f"ratio: {large['boots'] / small['boots']:.1f} x boots, {large['seconds'] / small['seconds']:.2f} x time, "
          f"{large['peak_mib'] / small['peak_mib']:.2f} x peak memory")  # fmt: skip


def _pipe(boots: int, variants: str) -> dict[str, float]:
    """One generator, one judge, and what the judge says of itself.

    :raises subprocess.CalledProcessError: when either fails.
    """
    generate = [sys.executable, "-m", "benchmarks.generate", "--boots", str(boots), "--variants", variants]
    began = time.monotonic()
    with subprocess.Popen(generate, stdout=subprocess.PIPE) as generator:
        judged = subprocess.run(
            [sys.executable, "-m", "benchmarks.million", "--judge"],
            stdin=generator.stdout, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    if generator.returncode:
        raise subprocess.CalledProcessError(generator.returncode, generate)
    said: dict[str, float] = json.loads(judged.stdout)
    said["seconds"] = time.monotonic() - began
    print(f"{boots:>9} boots: {said['seconds']:8.1f} s (judge's processor time {said['processor']:.1f} s), "
          f"peak {said['peak_mib']:.1f} MiB, {said['verdicts']}", flush=True)  # fmt: skip
    return said


def _judge_standard_input() -> None:
    verdicts = Counter[str]()
    with open_trace("-") as trace:
        for verdict in judge(trace, load_profile("classic")):
            verdicts[verdict.verdict] += 1
    said = {
        "boots": verdicts.total(),
        "verdicts": dict(verdicts),
        "peak_mib": peak_mib(),
        "processor": time.process_time(),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
