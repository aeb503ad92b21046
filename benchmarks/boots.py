"""Boots of the reference a second, with recording: `python -m benchmarks.boots [--quick]`.

One user, one login; a boot is: ask for a server, look until it is active, delete it, look until it is gone. All that
happens is recorded. Beside it stands the floor: as many exchanges, messages and statements as such a boot makes, each
at its barest (a WSGI callable, a deque, sqlite3, JSON by msgspec), with nothing between them.

Then: what a fresh cloud costs, as a test would have it, and what 10,000 boots in one process leave in memory.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sqlite3
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Engine, event

from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.trace import Event
from reference_impl.client import Client, NotThere, ServerRequest

from .measure import on_one_core

ROUNDS = 3
_BODY = {"server": {"name": "mine", "flavorRef": "1", "networks": [{"uuid": "0" * 36}], "imageRef": "1" * 36}}


def main() -> None:
    """Print boots a second beside the floor, milliseconds of a fresh cloud, and what memory grew by."""
    parser = argparse.ArgumentParser(description="boots of the reference a second, beside the floor")
    parser.add_argument("--boots", type=int, default=300, metavar="N")
    parser.add_argument("--memory", type=int, default=10_000, metavar="N", help="boots to grow memory by")
    parser.add_argument("--quick", action="store_true", help="20 boots, one round, 100 for memory")
    parser.add_argument("--hypervisor", metavar="URI", help="libvirt's, or builtin (default: as the target has it)")
    options = parser.parse_args()
    boots, rounds, many = (20, 1, 100) if options.quick else (options.boots, ROUNDS, options.memory)
    on_one_core()
    with EmbeddedCloud(hypervisor=options.hypervisor) as cloud:
        driver = next(iter(cloud.cloud.hypervisors.values())).describe
        print(f"{boots} boots, best of {rounds}, processor time, one core, {driver}")
        boot = _booter(cloud)
        counts = _counts(cloud, boot)
        ours = _best(boot, boots, rounds)
    floor = _best(_floor(counts), boots, rounds)
    print(f"a boot makes {', '.join(f'{number} {what}' for what, number in counts.items())}")
    print(f"{'reference, recorded':<22}{1 / ours:>9,.0f} boots/s{ours * 1e3:>9.2f} ms each")
    print(f"{'floor':<22}{1 / floor:>9,.0f} boots/s{floor * 1e3:>9.2f} ms each{ours / floor:>9.1f} x the floor")
    fresh = _best(lambda: EmbeddedCloud(hypervisor=options.hypervisor).close(), 20 if rounds > 1 else 3, rounds)
    print(f"{'a fresh cloud':<22}{fresh * 1e3:>9.2f} ms")
    print(f"{many} boots in one process: {_growth(options.hypervisor, many):+.1f} MiB resident")


def _booter(cloud: EmbeddedCloud) -> Callable[[], None]:
    """Boots a server, and has it deleted; what was recorded is dropped."""
    client: Client = cloud.cloud.client()
    client.log_in()
    request = ServerRequest("mine", cloud.flavor, cloud.image, networks=tuple(cloud.networks[:1]))

    def boot() -> None:
        server = client.boot(request)
        status = client.show(server).status
        if status != "ACTIVE":
            raise RuntimeError(f"server {server} is {status}")
        client.delete(server)
        try:
            client.show(server)
        except NotThere:
            cloud.events.clear()
            return
        raise RuntimeError(f"server {server} is still there")

    return boot


def _counts(cloud: EmbeddedCloud, boot: Callable[[], None]) -> Counter[str]:
    """What one boot makes: exchanges, messages, statements, events."""
    seen: list[Event] = []
    counts: Counter[str] = Counter()

    def statement(*_: Any) -> None:
        counts["statements"] += 1

    boot()
    event.listen(Engine, "before_cursor_execute", statement)
    cloud.recorder.attach(seen.append)
    boot()
    cloud.recorder.detach(seen.append)
    event.remove(Engine, "before_cursor_execute", statement)
    counts["exchanges"] = sum(e.channel == "http" and e.kind == "request" for e in seen)
    counts["messages"] = sum(e.channel == "rpc" and e.kind == "publish" for e in seen)
    counts["events"] = len(seen)
    return counts


def _floor(counts: Counter[str]) -> Callable[[], None]:
    """The same number of each, with nothing around them."""
    encode, decode = msgspec.json.encode, msgspec.json.decode
    queue: deque[bytes] = deque()
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("create table instances (id text primary key, body text)")
    database.execute("insert into instances values ('i', '{}')")

    def app(environ: dict[str, Any], start_response: Callable[..., None]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [encode(decode(environ["body"]))]

    def boot() -> None:
        for _ in range(counts["exchanges"]):
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v2.1/servers", "body": encode(_BODY)}
            decode(b"".join(app(environ, lambda *_: None)))
        for _ in range(counts["messages"]):
            queue.append(encode(_BODY))
            decode(queue.popleft())
        for number in range(counts["statements"]):
            if number % 2:
                database.execute("select * from instances where id = ?", ("i",)).fetchone()
            else:
                database.execute("update instances set body = ? where id = ?", ("{}", "i"))
        for number in range(counts["events"]):
            encode({"seq": number, "time": time.time(), "channel": "http", "kind": "request", "source": "client"})

    return boot


def _best(act: Callable[[], None], times: int, rounds: int) -> float:
    """Seconds of processor time of one act, in the best round."""

    def one_round() -> float:
        gc.collect()
        began = time.process_time()
        for _ in range(times):
            act()
        return (time.process_time() - began) / times

    return min(one_round() for _ in range(rounds))


def _growth(hypervisor: str | None, boots: int) -> float:
    """MiB that resident memory grows by, from the first tenth of the boots to the end."""
    with EmbeddedCloud(hypervisor=hypervisor) as cloud:
        boot = _booter(cloud)
        for _ in range(boots // 10):
            boot()
        before = _resident()
        for _ in range(boots - boots // 10):
            boot()
        return _resident() - before


def _resident() -> float:
    """MiB, the highest so far."""
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
