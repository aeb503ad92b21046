"""The records of a trace: header, events, footer (CONTRACT section 4, `cloudflow/1`).

A key that is absent is not known: its attribute is `msgspec.UNSET`. `None` is known to be none. Whoever writes a
record leaves a key out, by leaving the attribute `UNSET`, rather than guess.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

FORMAT = "cloudflow/1"
CHANNELS = ("http", "rpc", "notification", "db", "scheduler", "state", "hypervisor")

Channel = Literal["http", "rpc", "notification", "db", "scheduler", "state", "hypervisor", "kit"]
Kind = Literal[
    "request", "response", "publish", "deliver", "read", "write", "filter", "weigh", "change",
    "define", "start", "destroy", "error", "scenario", "watch", "gap",
]  # fmt: skip
Text = str | None | UnsetType
Texts = list[str] | None | UnsetType
Integer = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]  # what JSON of another program can still hold
Number = Integer | None | UnsetType
Seconds = Annotated[float, Meta(ge=-62_135_596_800.0, le=253_402_300_799.0)]  # the years 1 to 9999, as UNIX seconds
Watched = dict[str, list[str]]


class Failure(Struct, frozen=True, gc=False, omit_defaults=True):
    """What an rpc failure, a refused request or a driver error said.

    `message` is masked and at most 300 characters.
    """

    class_: Text = field(default=UNSET, name="class")
    message: Text = UNSET


class Facts(Struct, frozen=True, gc=False, omit_defaults=True):
    """The data that an event showed.

    `memory_mb` is in MiB, `disk_gb` in GiB. Lists are multisets. `network_ids` is `["auto"]` where the request left
    the choice to neutron, and empty where it asked for none.
    """

    user_id: Text = UNSET
    project_id: Text = UNSET
    roles: Texts = UNSET
    issued_token: Text = UNSET
    subject_token: Text = UNSET
    image_id: Text = UNSET
    flavor_id: Text = UNSET
    vcpus: Number = UNSET
    memory_mb: Number = UNSET
    disk_gb: Number = UNSET
    network_ids: Texts = UNSET
    network_id: Text = UNSET
    port_ids: Texts = UNSET
    port_id: Text = UNSET
    fixed_ips: Texts = UNSET
    volume_ids: Texts = UNSET
    volume_id: Text = UNSET
    attachment_id: Text = UNSET
    connection: bool | None | UnsetType = UNSET
    host: Text = UNSET
    hosts: Texts = UNSET
    domain: Text = UNSET
    instance_ids: Texts = UNSET
    failure: Failure | None | UnsetType = UNSET


NO_FACTS = Facts()


_CLAUSE = r"^CF-(0[1-9]|1\d|2[0-8]|S[1-5]|ONCE|ADDRESS|END|RELEASE)$"


class Expectation(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a failing scenario must stop, for which reason, and what it must end in (a status or a `vm_state`)."""

    stopped_at: Annotated[str, Meta(pattern=_CLAUSE)]
    reason: Literal["missing", "out_of_order", "wrong_data", "wrong_actor", "rejected", "duplicated", "wrong_state"]
    ends: str | int | None = None


class Event(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One thing that was observed.

    `time` is UNIX seconds. Events bear the same `clock` only if their `seq` order is the order in which they happened.
    `path` begins at the version (`/v2.1/servers`) and has no query. `cause` is the exchange or message that `source`
    was serving. `scenario`, `phase`, `expect`, `watched` and `missed` belong to the `kit` channel alone.
    """

    seq: Integer
    time: Seconds
    clock: str
    channel: Channel
    kind: Kind
    source: Text = UNSET
    target: Text = UNSET
    request_id: Text = UNSET
    instance_id: Text = UNSET
    cause: Text = UNSET
    exchange: Text = UNSET
    method: Text = UNSET
    path: Text = UNSET
    status: Number = UNSET
    token: Text = UNSET
    service_token: Text = UNSET
    mode: Literal["call", "cast", "reply", "fanout"] | None | UnsetType = UNSET
    topic: Text = UNSET
    server: Text = UNSET
    message_id: Text = UNSET
    redelivered: bool | None | UnsetType = UNSET
    table: Text = UNSET
    operation: Text = UNSET
    vm_state: Text = UNSET
    task_state: Text = UNSET
    power_state: Text = UNSET
    facts: Facts = NO_FACTS
    scenario: Text = UNSET
    phase: Literal["begin", "end"] | None | UnsetType = UNSET
    expect: Expectation | None | UnsetType = UNSET
    watched: Watched | UnsetType = UNSET
    missed: Watched | UnsetType = UNSET


class Header(Struct, frozen=True, kw_only=True):
    """The first line: what was watched, and what the windows are.

    `max_skew`, `boot_timeout` and `settle` are seconds. `watched` maps a channel to the components at which it was
    watched (`*`: all). `validation_cache` maps a component to the seconds it may reuse a token validation
    (`None`: unknown; absent: 0).
    """

    trace: str = FORMAT
    target: str = ""
    profile: str = "classic"
    started: Seconds = 0.0
    max_skew: float = 0.0
    boot_timeout: float = 300.0
    settle: float = 5.0
    validation_cache: dict[str, float | None] = {}
    watched: Watched = {}


class Footer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last line: how many events came before it, and when the observation ended (UNIX seconds)."""

    end: str
    events: int
    finished: Seconds | UnsetType = UNSET


_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{16}")


def sealed(token: str) -> str:
    """The token's fingerprint; one that already is a fingerprint stays as it is."""
    return token if _FINGERPRINT.fullmatch(token) else fingerprint(token)


def fingerprint(token: str) -> str:
    """What a trace keeps of a token: `sha256:` and 16 hex digits."""
    return "sha256:" + hashlib.sha256(token.encode()).hexdigest()[:16]
