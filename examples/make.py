"""Writes the example traces anew: `python examples/make.py`."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_cloudflow.factories import Boot, Ids, tell, trace_of
from pytest_cloudflow.trace import TraceWriter

HERE = Path(__file__).parent
LATER = 400.0
"""Seconds for which the observation went on, so that every window is closed."""

BOOTS = {
    "boot": Boot(networks=2, volumes=1),
    "no-valid-host": Boot(stop="no_valid_host"),
    "port-kept": Boot(stop="volume_down", released=False),
}


def main(folder: Path = HERE) -> None:
    """One trace a boot."""
    for name, boot in BOOTS.items():
        header, events = trace_of(tell(boot, Ids("example0")))
        path = folder / f"{name}.jsonl"
        with TraceWriter(path, header) as writer:
            for event in events:
                writer.write(event)
            writer.close(events[-1].time + LATER)
        os.chmod(path, 0o644)  # noqa: PTH101  # an example may be read by all


if __name__ == "__main__":
    main()
