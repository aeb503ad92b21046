"""What it costs a cloud to be watched: `python -m benchmarks.watching --rootdir DIR [--boots N]`.

Boots servers on the cloud that `DIR/cloudflow.toml` names, by turns with all its probes and with none, and compares how
long they take from the request until the server shows ACTIVE. The middlewares of the APIs stay where they are: what
they add to a request is measured by `benchmarks.wsgi`.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tomllib
import warnings
from pathlib import Path

import msgspec

from pytest_cloudflow._settings import Settings
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live import Together
from pytest_cloudflow.probes.live._configured import configured
from pytest_cloudflow.probes.live.api import ApiProbe
from pytest_cloudflow.targets._finding import find
from pytest_cloudflow.targets._region import Region


def main() -> None:
    """Prints the medians, and by how much watching is slower."""
    parser = argparse.ArgumentParser(description="boots with all probes and with none, by turns")
    parser.add_argument("--rootdir", type=Path, required=True, metavar="DIR", help="where cloudflow.toml is")
    parser.add_argument("--boots", type=int, default=20, metavar="N", help="of each kind")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", module="openstack")
    settings = msgspec.convert(tomllib.loads((options.rootdir / "cloudflow.toml").read_text()), Settings)
    region = Region(settings.target.partition(":")[2], ApiProbe())
    seconds: dict[str, list[float]] = {"alone": [], "watched": []}
    for _ in range(options.boots):
        for kind, tables in (("alone", {}), ("watched", settings.probes)):
            probes = Together(configured(tables, Components()))
            probes.open()
            try:
                seconds[kind].append(_boot(region, settings))
                probes.take()
            finally:
                probes.close()
    region.close()
    alone, watched = (statistics.median(seconds[kind]) for kind in ("alone", "watched"))
    for kind, found in seconds.items():
        spread = f"{min(found):.2f} to {max(found):.2f} s"
        print(f"{kind:8} median {statistics.median(found):.2f} s, {spread}, {len(found)} boots")
    print(f"watched / alone {watched / alone:.3f}")


def _boot(region: Region, settings: Settings) -> float:
    """Boots a server and deletes it; seconds until it was seen to be active."""
    compute, options = region.connection.compute, settings.openstack
    found = find(region.connection, options)
    began = time.monotonic()
    server = compute.create_server(
        name=f"cloudflow-benchmark-{time.time_ns()}",
        image_id=found.image,
        flavor_id=found.flavor,
        networks=[{"uuid": found.networks[0]}],
        availability_zone=options.availability_zone,
    )
    try:
        while compute.get_server(server.id).status == "BUILD":
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        compute.delete_server(server)
        compute.wait_for_delete(server)


if __name__ == "__main__":
    main()
