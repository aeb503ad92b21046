"""All scenarios under one interleaving after the other: `python -m benchmarks.seeds [--seeds N] [--quick]`.

Every boot must conform, or fail where its scenario expects it to. A seed that finds something else is printed, with
the command that replays it; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from pytest_cloudflow.checker import judge
from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.profiles import Profile, load_profile
from pytest_cloudflow.scenarios import SCENARIOS
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.verdicts import FAIL, INCONCLUSIVE, BootVerdict

from .measure import peak_mib


def main() -> int:
    """Print what was run, and each seed that found something."""
    parser = argparse.ArgumentParser(description="all scenarios under many interleavings")
    parser.add_argument("--seeds", type=int, default=1000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    parser.add_argument("--quick", action="store_true", help="three seeds")
    options = parser.parse_args()
    seeds = range(options.first, options.first + (3 if options.quick else options.seeds))
    profile, boots, alarms, began = load_profile("classic"), 0, 0, time.monotonic()
    for seed in seeds:
        for boot in _boots(seed, profile):
            boots += 1
            for clause in _wrong(boot):
                alarms += 1
                print(f"seed {seed}, {boot.scenario}: {clause}")
                print(f"  pytest --cloudflow --cloudflow-target=reference?seed={seed}&hypervisor=builtin")
    seconds = time.monotonic() - began
    print(f"{len(seeds)} seeds, {boots} boots, {alarms} false alarms, {seconds:.0f} s, peak {peak_mib():.0f} MiB")
    return 1 if alarms else 0


def _boots(seed: int, profile: Profile) -> Iterator[BootVerdict]:
    """All boots of a cloud that is taken through all scenarios, judged."""
    with Live(EmbeddedCloud(seed_=seed, hypervisor="builtin"), SCENARIOS) as trace:
        yield from judge(trace, profile)


def _wrong(boot: BootVerdict) -> Iterator[str]:
    """What neither holds nor is expected."""
    for clause in boot.clauses:
        open_ = clause.verdict == INCONCLUSIVE and clause.reason != "not_reached"
        if open_ or (clause.verdict == FAIL and not clause.expected):
            yield f"{clause.id} {clause.verdict} {clause.reason}: {clause.message}"


if __name__ == "__main__":
    sys.exit(main())
