"""A consumer of the firehose that stalls under load: `python -m benchmarks.firehose --amqp URL --management URL`.

Publishes to a broker as fast as it takes messages, while the probe's consumer does nothing for `--seconds`, and prints
how much memory the broker uses before, at the most, and once the probe goes on; and whether what was dropped was told.
"""

from __future__ import annotations

import argparse
import json
import threading
import time

import requests
from kombu import Connection, Exchange

from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.rabbitmq import RabbitmqOptions, RabbitmqProbe

_SIZE = 4096
"""Bytes of a message: nova's are 2 to 20 KiB."""


def main() -> None:
    """Prints what the broker's memory did."""
    parser = argparse.ArgumentParser(description="a consumer that stalls, and the broker's memory")
    parser.add_argument("--amqp", required=True, metavar="URL")
    parser.add_argument("--management", required=True, metavar="URL")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    broker = RabbitmqOptions(amqp=options.amqp, management=options.management, allow_tracing=True)
    probe = RabbitmqProbe(broker, Components())
    before = _memory(options.management)
    probe.open()
    try:
        published, most = _stall(probe, options)
        seen = probe.take()
        gaps = sum(each.event.kind == "gap" for each in seen)
        after = _memory(options.management)
    finally:
        probe.close()
    print(
        f"{published:,} messages of {_SIZE} bytes published in {options.seconds:.0f} s while the consumer stood still"
    )
    print(f"broker: {before:.0f} MiB before, {most:.0f} MiB at the most, {after:.0f} MiB once the probe went on")
    print(f"{len(seen) - gaps:,} events were still there, {gaps} gap was told")


def _stall(probe: RabbitmqProbe, options: argparse.Namespace) -> tuple[int, float]:
    """Messages published meanwhile, and the most memory that the broker used (MiB)."""
    most, over = 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(1.0):
            most = max(most, _memory(options.management))

    watcher = threading.Thread(target=watch)
    with probe._tap._lock:  # here the consumer waits
        watcher.start()
        published = _publish(options.amqp, options.seconds)
        over.set()
        watcher.join()
    return published, most


def _publish(url: str, seconds: float) -> int:
    body = json.dumps({"oslo.version": "2.0", "oslo.message": json.dumps({"method": "x", "args": {"a": "x" * _SIZE}})})
    until, count = time.monotonic() + seconds, 0
    with Connection(url) as connection, connection.Producer() as producer:
        exchange = Exchange("cloudflow-benchmark", type="topic", durable=False, auto_delete=True)
        while time.monotonic() < until:
            producer.publish(body, exchange=exchange, routing_key="x", declare=[exchange], serializer=None)
            count += 1
        exchange(connection.default_channel).delete()
    return count


def _memory(management: str) -> float:
    """MiB that the broker uses, as soon as it says so: a new one takes some seconds."""
    while True:
        nodes = requests.get(f"{management}/api/nodes", timeout=30).json()
        if all("mem_used" in node for node in nodes):
            return float(max(node["mem_used"] for node in nodes)) / 2**20
        time.sleep(1.0)


if __name__ == "__main__":
    main()
