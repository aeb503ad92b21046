"""Steps 3 to 8 of a boot, in their order; what goes wrong before step 7 leaves nothing behind.

Steps 4 and 5, the token's validation, lie behind when a request gets here: the guard at the door has seen to them.
"""

from __future__ import annotations

import string
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

from ... import messaging
from ...context import Context
from ...http import Fault, Fields
from ...world import World
from ..database import Fault as InstanceFault
from ..database import Flavor, Instance, NotFound, OverQuota, Quota, UnexpectedState, check_quota
from .asked import Asked, read
from .neighbours import networks_for
from .parts import NAME, Parts, members

_PASSWORD = string.ascii_letters + string.digits
_PASSWORD_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Booted:
    """What the client is told at once; how the boot goes on, the server itself will show."""

    instance_id: str
    admin_pass: str


def boot(parts: Parts, ctx: Context, body: Fields, minor: int) -> Booted:
    """Enters an instance and has it scheduled.

    :raises Fault: the request is refused, and there is no instance.
    """
    project_id = members(ctx, "servers:create")
    asked = read(body, minor)  # step 3
    try:
        flavor, limit = _consult(parts, ctx, project_id, asked)  # step 6
        networks = networks_for(parts.http, ctx, asked)
        instance = _instance(parts.world, ctx, project_id, asked, flavor, networks)
        parts.database.add_instance(ctx, NAME, instance, limit=limit)  # step 7
    except OverQuota as over:
        raise Fault(403, str(over), headers={"Retry-After": "0"}) from over
    parts.database.start_action(ctx, instance.id, "create")
    _schedule(parts, ctx, instance)  # step 8
    return Booted(instance.id, asked.admin_pass or _password(parts.world.random))


def _consult(parts: Parts, ctx: Context, project_id: str, asked: Asked) -> tuple[Flavor, Quota | None]:
    """The flavor, and what the project may have at most; `None` where there is no limit to look at again."""
    try:
        flavor = parts.database.flavor(ctx, NAME, asked.flavor_id)
    except NotFound:
        raise Fault(400, f"Flavor {asked.flavor_id} could not be found.") from None
    limit = parts.database.quota(ctx, NAME, project_id)
    if max(limit.instances, limit.cores, limit.ram) < 0:
        return flavor, None
    check_quota(limit, parts.database.used(project_id), flavor)
    return flavor, limit


def _instance(
    world: World, ctx: Context, project_id: str, asked: Asked, flavor: Flavor, networks: tuple[str, ...]
) -> Instance:
    now = world.now()
    return Instance(
        id=world.uuid(),
        name=asked.name,
        project_id=project_id,
        user_id=ctx.user_id or "",
        flavor=flavor,
        image_id=asked.image_id,
        vm_state="building",
        task_state="scheduling",
        power_state="nostate",
        created=now,
        updated=now,
        networks=networks,
        ports=asked.ports,
        volumes=asked.volumes,
        metadata=asked.metadata,
        description=asked.description,
        tags=asked.tags,
    )


def _schedule(parts: Parts, ctx: Context, instance: Instance) -> None:
    """Asks nova-scheduler for a host; it casts the instance on to there. A failure is for the instance to show."""
    try:
        parts.rpc.call(
            ctx,
            "scheduler",
            "run_instance",
            timeout=parts.timeout,
            instance_uuid=instance.id,
            request_spec=_request_spec(instance),
        )
    except messaging.RemoteError as failed:
        _fail(parts, ctx, instance, failed.message)
    except messaging.MessagingError as failed:
        _fail(parts, ctx, instance, f"nova-scheduler could not be asked for a host: {type(failed).__name__}")


def _request_spec(instance: Instance) -> dict[str, Any]:
    """What the scheduler need know."""
    return {
        "project_id": instance.project_id,
        "flavor": msgspec.to_builtins(instance.flavor),
        "image_id": instance.image_id,
        "availability_zone": instance.availability_zone,
    }


def _fail(parts: Parts, ctx: Context, instance: Instance, message: str) -> None:
    fault = InstanceFault(500, message, parts.world.now())
    unfinished = {"vm_state": ("building", "error")}
    with suppress(NotFound, UnexpectedState):  # while a reply was waited for, it was deleted, or came up after all
        parts.database.update_instance(
            ctx, NAME, instance.id, expect=unfinished, vm_state="error", task_state=None, fault=fault
        )
        parts.database.fail_action(ctx, instance.id)


def _password(random: Random) -> str:
    return "".join(random.choice(_PASSWORD) for _ in range(_PASSWORD_LENGTH))
