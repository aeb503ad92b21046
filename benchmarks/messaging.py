"""An rpc round trip and a cast, beside kombu alone: `python -m benchmarks.messaging [--quick]`.

The floor is kombu's memory transport with nothing around it: a message published and drained, and one published and
drained in answer, in one thread. What is measured beside it also writes and reads oslo.messaging's format, hands the
context on, tells an observer of each message, and draws what is delivered next (`stepped`) or wakes a thread
(`threads`). A cast is one message, a round trip is two.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer, Producer

from reference_impl.context import Context
from reference_impl.messaging import Bus, Dispatch
from reference_impl.world import World

CONTEXT = Context("req-1", "token", "user", "project", ("member",), "exchange")
ROUNDS = 5


class Conductor:
    """Answers at once."""

    def look(self, context: Context, instance_uuid: str) -> dict[str, Any]:  # noqa: ARG002 -- what a method is given
        """As much as an instance's host and flavor."""
        return {"uuid": instance_uuid, "host": "h1", "vcpus": 1, "memory_mb": 512, "disk_gb": 1}


def main() -> None:
    """Print milliseconds and ratios."""
    parser = argparse.ArgumentParser(description="rpc round trips and casts, beside kombu alone")
    parser.add_argument("--messages", type=int, default=2000, metavar="N")
    parser.add_argument("--quick", action="store_true", help="100 messages, one round")
    options = parser.parse_args()
    messages, rounds = (100, 1) if options.quick else (options.messages, ROUNDS)
    print(f"{messages} messages, best of {rounds}, wall time, in one run")
    print(f"{'what':<28}{'ms each':>9}{'of the floor':>14}")
    with Connection("memory://") as connection:
        floor = _best(_kombu(connection), messages, rounds)
    _print("kombu alone: round trip", floor, floor)
    for dispatch in ("stepped", "threads"):
        for what, each in _measured(dispatch, messages, rounds).items():
            _print(f"{dispatch}: {what}", each, floor)


def _kombu(connection: Connection) -> Callable[[int], None]:
    channel = connection.channel()
    producer = Producer(channel)

    def answer(message: Any) -> None:
        message.ack()
        producer.publish({"result": 1}, routing_key="reply")

    Consumer(channel, [Queue("request")], on_message=answer).consume()
    Consumer(channel, [Queue("reply")], on_message=lambda message: message.ack()).consume()

    def run(messages: int) -> None:
        for _ in range(messages):
            producer.publish({"method": "look"}, routing_key="request")
            connection.drain_events()
            connection.drain_events()

    return run


def _measured(dispatch: Dispatch, messages: int, rounds: int) -> dict[str, float]:
    with Bus(World.seeded(1), dispatch=dispatch) as bus:
        bus.serve("nova-conductor", "conductor", endpoint=Conductor())
        client = bus.client("nova-compute")

        def calls(number: int) -> None:
            for _ in range(number):
                client.call(CONTEXT, "conductor", "look", instance_uuid="i1")

        def casts(number: int) -> None:
            for _ in range(number):
                client.cast(CONTEXT, "conductor", "look", instance_uuid="i1")
            bus.run_until_idle()

        return {"call": _best(calls, messages, rounds), "cast, until done": _best(casts, messages, rounds)}


def _best(run: Callable[[int], None], messages: int, rounds: int) -> float:
    """Milliseconds for one message."""
    run(min(messages, 100))  # what is made once is made before
    return min(_timed(run, messages) for _ in range(rounds)) * 1000 / messages


def _timed(run: Callable[[int], None], messages: int) -> float:
    began = time.perf_counter()
    run(messages)
    return time.perf_counter() - began


def _print(what: str, each: float, floor: float) -> None:
    print(f"{what:<28}{each:>9.3f}{each / floor:>14.2f}")


if __name__ == "__main__":
    main()
