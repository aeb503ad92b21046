"""The judge beside pm4py on the same boots: `python -m benchmarks.pm4py_peer [--quick]`.

pm4py is the usual process miner of Python. It is installed into `.dev/pm4py`, an environment of its own, and run there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytest_cloudflow.checker import judge
from pytest_cloudflow.profiles import load_profile

from .measure import on_one_core
from .peer_logs import Boots, boots_of, trace_of_all, violations, write_table

HERE = Path(__file__).resolve().parent
HOME = HERE.parent / ".dev" / "pm4py"
Said = dict[str, dict[str, Any]]


def main() -> None:
    """Print the figures, and what either of the two sees."""
    parser = argparse.ArgumentParser(description="the judge beside pm4py, on the same boots")
    parser.add_argument("--boots", type=int, default=1000, metavar="N")
    parser.add_argument("--quick", action="store_true", help="40 boots")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    python = _environment()
    on_one_core()
    with tempfile.TemporaryDirectory() as folder:
        number = 40 if options.quick else options.boots
        _compare(python, Path(folder), number, options.seed)
        _see(python, Path(folder))


def _environment() -> Path:
    """The interpreter that has pm4py; made at the first run.

    :raises subprocess.CalledProcessError: when pm4py cannot be installed.
    """
    python = HOME / "bin" / "python"
    if not python.exists():
        print(f"making {HOME.relative_to(HERE.parent)} for pm4py", flush=True)
        venv.create(HOME, with_pip=True)
    wanted = str(HERE / "pm4py-requirements.txt")
    install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", wanted]
    if subprocess.run([python, "-c", "import pm4py"], capture_output=True, check=False).returncode:
        subprocess.run(install, check=True)
    return python


def _compare(python: Path, folder: Path, number: int, seed: int) -> None:
    for variants in ("few", "many"):
        boots = boots_of(number, variants, seed)
        table = folder / f"{variants}.csv"
        write_table(boots, table)
        said = _run(python, [table])[str(table)]
        seconds, events = _judged(boots)
        print(f"\n{number} boots, {variants} variants, one core, processor time, pm4py {said['version']}")
        print(f"{'':<22}{'events':>9}{'seconds':>9}{'boots/s':>10}{'events/s':>11}{'times our time':>16}")
        for name, taken, seen in _lines(said, seconds, events):
            print(
                f"{name:<22}{seen:>9}{taken:>9.2f}{number / taken:>10.0f}{seen / taken:>11.0f}{taken / seconds:>16.2f}"
            )
        fits = f"{sum(said['replay_fits'])} by replay, {sum(said['align_fits'])} by alignment"
        print(f"conforming boots that fit the net: {fits}, of {number}")


def _lines(said: dict[str, Any], seconds: float, events: int) -> Iterator[tuple[str, float, int]]:
    yield "judge, full verdicts", seconds, events
    yield "pm4py, token replay", said["replay"], said["events"]
    yield "pm4py, alignments", said["align"], said["events"]


def _judged(boots: Boots) -> tuple[float, int]:
    """Processor seconds and events of the judge. Events are in memory for both: decoding is measured elsewhere.

    :raises RuntimeError: when a boot that conforms does not pass.
    """
    trace, profile = trace_of_all(boots), load_profile("classic")
    began = time.process_time()
    verdicts = [verdict.verdict for verdict in judge(trace, profile)]
    seconds = time.process_time() - began
    if len(verdicts) != len(boots) or "fail" in verdicts:
        raise RuntimeError(f"{len(boots)} conforming boots were judged {verdicts.count('pass')} times pass")
    return seconds, len(trace.events)


def _see(python: Path, folder: Path) -> None:
    cases = violations()
    tables = []
    for number, boot in enumerate(cases.values()):
        tables.append(folder / f"case-{number}.csv")
        write_table([boot], tables[-1])
    said = _run(python, tables)
    print(f"\n{'what is wrong':<36}{'replay':>8}{'alignment':>11}  judge")
    for (name, boot), table in zip(cases.items(), tables, strict=True):
        found = said[str(table)]
        print(f"{name:<36}{_word(found['replay_fits']):>8}{_word(found['align_fits']):>11}  {_failed(boot)}")


def _word(fits: list[bool]) -> str:
    return "fits" if all(fits) else "sees it"


def _failed(boot: list[Any]) -> str:
    verdicts = judge(trace_of_all([boot]), load_profile("classic"))
    failed = [f"{clause.id} {clause.reason}" for one in verdicts for clause in one.clauses if clause.verdict == "fail"]
    return ", ".join(failed) or "passes"


def _run(python: Path, tables: list[Path]) -> Said:
    """What pm4py says of each table.

    :raises subprocess.CalledProcessError: when it fails; what it said is shown. Else its banner and bars are not.
    """
    ran = subprocess.run([python, HERE / "pm4py_runner.py", *tables], capture_output=True, text=True, check=False)
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        ran.check_returncode()
    last = ran.stdout.strip().splitlines()[-1]
    said: Said = json.loads(last)
    return said


if __name__ == "__main__":
    main()
