"""What services put on a broker."""

import json
import uuid
from collections.abc import Callable, Iterator

import pytest
from kombu import Connection, Exchange

Publish = Callable[..., None]


@pytest.fixture
def publish(rabbitmq) -> Iterator[Publish]:
    """Publishes as oslo.messaging does, an envelope to a topic exchange; and comes back when the broker has it."""
    sure = {"confirm_publish": True}
    with Connection(rabbitmq.amqp, transport_options=sure) as connection, connection.Producer() as producer:

        def publish(exchange: str, key: str, **message: object) -> None:
            envelope = {"oslo.version": "2.0", "oslo.message": json.dumps(message)}
            to = Exchange(exchange, type="topic", durable=False)
            producer.publish(json.dumps(envelope), exchange=to, routing_key=key, declare=[to], serializer=None)

        yield publish


@pytest.fixture
def cast(publish) -> Callable[..., str]:
    """Casts a build to a host; its message id."""

    def cast(instance: str, host: str = "h1") -> str:
        unique = uuid.uuid4().hex
        publish(
            "nova", f"compute.{host}", method="build_and_run_instance", _unique_id=unique,
            _context_request_id="req-1", args={"instance": {"nova_object.name": "Instance",
                "nova_object.data": {"uuid": instance}}},
        )  # fmt: skip
        return unique

    return cast
