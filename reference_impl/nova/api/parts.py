"""What every resource of nova-api works with, and who may use which."""

from __future__ import annotations

from dataclasses import dataclass

from ... import messaging
from ...context import Context
from ...http import Client, Fault
from ...world import World
from ..database import Database, Instance, NotFound

NAME = "nova-api"
_READERS = frozenset(("reader", "member", "manager", "admin"))
_MEMBERS = frozenset(("member", "manager", "admin"))
_ADMINS = frozenset(("admin",))


@dataclass(frozen=True, slots=True)
class Parts:
    """The world, nova's database, and the ways to nova's other components and to other services.

    :param timeout: seconds that nova-api waits for the answer to an rpc.call.
    """

    world: World
    database: Database
    rpc: messaging.Client
    http: Client
    timeout: float = 60.0


def is_admin(ctx: Context) -> bool:
    """Whether the user administers the cloud."""
    return "admin" in ctx.roles


def readers(ctx: Context, rule: str) -> str:
    """The project in which the user may look at things.

    :raises Fault: 403, there is none.
    """
    return _allowed(ctx, rule, _READERS)


def members(ctx: Context, rule: str) -> str:
    """The project in which the user may change things.

    :raises Fault: 403, there is none.
    """
    return _allowed(ctx, rule, _MEMBERS)


def admins(ctx: Context, rule: str) -> str:
    """The project of a user who administers the cloud.

    :raises Fault: 403, the user does not.
    """
    return _allowed(ctx, rule, _ADMINS)


def _allowed(ctx: Context, rule: str, roles: frozenset[str]) -> str:
    if ctx.project_id is None or roles.isdisjoint(ctx.roles):
        raise Fault(403, f"Policy doesn't allow os_compute_api:{rule} to be performed.")
    return ctx.project_id


def instance_of(parts: Parts, ctx: Context, instance_id: str) -> Instance:
    """The instance, if the user's project has it or the user is an administrator.

    :raises Fault: 404; to others it is not there.
    """
    try:
        instance = parts.database.instance(ctx, NAME, instance_id)
    except NotFound:
        raise no_instance(instance_id) from None
    if instance.project_id != ctx.project_id and not is_admin(ctx):
        raise no_instance(instance_id)
    return instance


def no_instance(instance_id: str) -> Fault:
    """What is said of an instance that is not there."""
    return Fault(404, f"Instance {instance_id} could not be found.")
