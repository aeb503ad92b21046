"""rpc between the components of a cloud, over kombu, in oslo.messaging's wire format.

    bus = Bus(World.seeded(7), observe)
    bus.serve("nova-conductor", "conductor", endpoint=conductor)    # its public methods: (context, **args) -> result
    client = bus.client("nova-compute")
    client.call(context, "conductor", "instance_get_by_uuid", instance_uuid=uuid)
    client.cast(context, "compute", "run_instance", server="h1", instance_uuid=uuid)
    bus.run_until_idle()

`bus` puts the parts together; `client` and `line` are the caller's side, `server` and `worker` the other one;
`stepped` and `threads` decide what is handed out when (`dispatch` says what they have in common); `wire` is the format,
`topology` the exchanges and queues, `link` a connection, `memory` the broker in this process, `telling` what the
observer hears.
"""

from .bus import Bus, Dispatch
from .client import Client
from .errors import (
    BrokerUnreachable,
    BusClosed,
    MalformedMessage,
    MessagingError,
    MessagingTimeout,
    NoSuchMethod,
    RemoteError,
    WorkerLost,
)
from .server import Acknowledge, Answer, Server
from .wire import requested

__all__ = [
    "Acknowledge",
    "Answer",
    "BrokerUnreachable",
    "Bus",
    "BusClosed",
    "Client",
    "Dispatch",
    "MalformedMessage",
    "MessagingError",
    "MessagingTimeout",
    "NoSuchMethod",
    "RemoteError",
    "Server",
    "WorkerLost",
    "requested",
]
