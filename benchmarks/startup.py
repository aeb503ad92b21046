"""What the plugin costs where it is installed and not used: wall time of pytest with and without it, in one run."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WITHOUT = ("-p", "no:cloudflow")


def main() -> None:
    """Print both medians and their difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=31, metavar="N", help="how often each is run")
    parser.add_argument("--quick", action="store_true", help="in seconds, to see that it works")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_trivial.py").write_text("def test_it(): pass\n")
        with_it, without = measure(folder, 3 if options.quick else options.times)
    print(f"with the plugin     {with_it * 1000:8.1f} ms")
    print(f"without it          {without * 1000:8.1f} ms")
    print(f"more                {(with_it - without) * 1000:8.1f} ms")


def measure(folder: str, times: int) -> tuple[float, float]:
    """The medians in seconds; the two are run by turns, so that both see the same machine."""
    for arguments in ((), WITHOUT):
        once(folder, arguments)
    pairs = [(once(folder, ()), once(folder, WITHOUT)) for _ in range(times)]
    with_it, without = zip(*pairs, strict=True)
    return statistics.median(with_it), statistics.median(without)


def compiled(folder: str) -> dict[str, str]:
    """An environment in which modules are compiled once, as they are where a package is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": f"{folder}/compiled"}


def once(folder: str, arguments: tuple[str, ...]) -> float:
    """Seconds of one pytest of one test."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, "test_trivial.py"]
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=compiled(folder), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
