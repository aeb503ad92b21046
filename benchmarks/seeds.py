"""All scenarios under one interleaving after the other: `python -m benchmarks.seeds [--seeds N] [--quick]`.

Each is gone through as it is; then with three such servers at once; then servers of all kinds are asked for at once, of
a cloud that is well and of one that gets over what it suffers. Every boot must conform, or fail where its scenario
expects it to. A seed that finds something else is printed, with the command that replays it; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pytest_cloudflow.checker import judge
from pytest_cloudflow.embedded import ClientName, EmbeddedCloud
from pytest_cloudflow.profiles import Profile, load_profile
from pytest_cloudflow.scenarios import GOOD, SCENARIOS, SURVIVED, Scenario
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.verdicts import FAIL, INCONCLUSIVE, BootVerdict

from .measure import peak_mib

AT_ONCE = 3
CROWDS = tuple(
    replace(each, name=f"{each.name}-at-once", servers=each.servers * AT_ONCE) for each in SCENARIOS if each not in GOOD
)
"""Several servers for which the same goes wrong."""
ALL_KINDS = tuple(wanted for each in GOOD[:4] for wanted in each.servers) * 2
MIXED = (
    Scenario("all-kinds-at-once", "servers of all kinds", ALL_KINDS),
    *(replace(each, name=f"{each.name}-all-kinds", servers=ALL_KINDS) for each in SURVIVED),
)
"""Servers of all kinds, asked for at once."""
EVERYTHING = SCENARIOS + CROWDS + MIXED


def main() -> int:
    """Print what was run, and each seed that found something."""
    parser = argparse.ArgumentParser(description="all scenarios under many interleavings")
    parser.add_argument("--seeds", type=int, default=1000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    parser.add_argument(
        "--client", choices=("own", "openstacksdk"), default="own", help="own takes a quarter of the time"
    )
    parser.add_argument("--quick", action="store_true", help="one seed")
    options = parser.parse_args()
    seeds = range(options.first, options.first + (1 if options.quick else options.seeds))
    profile, boots, alarms, began = load_profile("classic"), 0, 0, time.monotonic()
    for seed in seeds:
        for boot in boots_of(seed, profile, EVERYTHING, options.client):
            boots += 1
            for clause in wrong(boot):
                alarms += 1
                print(f"seed {seed}, {boot.scenario}: {clause}")
                print(f"  python -m benchmarks.seeds --seeds 1 --first {seed} --client {options.client}")
    seconds = time.monotonic() - began
    print(
        f"{len(seeds)} seeds, {len(EVERYTHING)} scenarios, {boots} boots, {alarms} false alarms, {seconds:.0f} s, "
        f"peak {peak_mib():.0f} MiB"
    )
    return 1 if alarms else 0


def boots_of(seed: int, profile: Profile, scenarios: Sequence[Scenario], client: ClientName) -> Iterator[BootVerdict]:
    """All boots of a cloud that is taken through scenarios, judged."""
    with Live(EmbeddedCloud(seed_=seed, hypervisor="builtin", client=client), scenarios) as trace:
        yield from judge(trace, profile)


def wrong(boot: BootVerdict) -> Iterator[str]:
    """What neither holds nor is expected."""
    for clause in boot.clauses:
        open_ = clause.verdict == INCONCLUSIVE and clause.reason != "not_reached"
        if open_ or (clause.verdict == FAIL and not clause.expected):
            yield f"{clause.id} {clause.verdict} {clause.reason}: {clause.message}"


if __name__ == "__main__":
    sys.exit(main())
