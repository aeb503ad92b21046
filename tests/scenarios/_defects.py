"""Ways in which a cloud may be wrong, so that a scenario does not come out as it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any

from pytest_cloudflow.embedded import EmbeddedCloud
from reference_impl.deployment import Seams
from reference_impl.http import Fault, Request, Response
from reference_impl.keystone.passwords import Hash
from reference_impl.nova.compute import Build
from reference_impl.nova.compute._launch import Launch
from reference_impl.nova.database import UNLIMITED, Quota, UnexpectedState
from reference_impl.violations import find
from reference_impl.violations._around import Around, around

Defect = Callable[[Any], EmbeddedCloud]
"""Given what makes clouds, one that is wrong."""


def _seams(**seams: Any) -> Defect:
    return lambda make: make(seams=Seams(**seams))


def violation(name: str) -> Defect:
    """One of those that the reference has a name for."""
    return lambda make: make(seams=find(name).seams())


class _AnyPassword(Hash):
    __slots__ = ()

    def matches(self, _password: str) -> bool:
        return True


def any_password(make: Any) -> EmbeddedCloud:
    """keystone lets the user in with whatever password."""
    cloud: EmbeddedCloud = make()
    identity = cloud.cloud.keystone.identity
    user = identity.users.named("demo")
    assert user is not None
    assert user.password is not None
    identity.users[user.id] = replace(user, password=_AnyPassword(*astuple(user.password)))
    return cloud


class _LetsIn(Around):
    """Whoever is refused is somebody of the project all the same."""

    def __call__(self, request: Request) -> None:
        try:
            self._inner(request)
        except Fault:
            request.ctx = replace(request.ctx, user_id="anybody", project_id="any", roles=("member",))


class _AllMembers(Around):
    def __call__(self, request: Request) -> None:
        self._inner(request)
        request.ctx = replace(request.ctx, roles=(*request.ctx.roles, "member"))


everybody_let_in = _seams(guard=around("nova-api", _LetsIn))
"""nova-api serves also those whose token does not hold, or cannot be asked about."""
all_are_members = _seams(guard=around("nova-api", _AllMembers))
"""nova-api takes everybody who has a token for a member."""


class _Believes(Around):
    def request(self, ctx: Any, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        self._inner.request(ctx, method, service, path, *body, **more)
        kind = path.split("/")[2]
        there = {"id": path.rsplit("/", 1)[-1], "status": "active" if kind == "images" else "available"}
        return Response(200, {}, b"", there if kind == "images" else {kind[:-1]: there})


believes = _seams(rest=around("nova-api", _Believes))
"""nova-api takes all that a request names to be there, and the project's, and free."""


class _AnyFlavor(Around):
    def flavor(self, ctx: Any, by: str, _flavor_id: str) -> Any:
        return self._inner.flavor(ctx, by, "1")


class _NoQuota(Around):
    def quota(self, _ctx: Any, _by: str, _project_id: str) -> Quota:
        return Quota(UNLIMITED, UNLIMITED, UNLIMITED)


class _NeverInError(Around):
    def update_instance(self, *args: Any, **changes: Any) -> Any:
        if changes.get("vm_state") == "error":
            raise UnexpectedState(args[2], {}, {})
        return self._inner.update_instance(*args, **changes)


any_flavor = _seams(database=around("nova-api", _AnyFlavor))
"""nova-api boots another flavor where it has not the one that was asked for."""
no_quota = _seams(database=around("nova-api", _NoQuota))
"""nova-api looks at no quota."""
error_unsaid_by_api = _seams(database=around("nova-api", _NeverInError))
"""nova-api does not say that a boot has failed for which there is no host."""


class _Breaks(Around):
    def __call__(self, request: Request) -> None:
        self._inner(request)
        if request.method == "POST" and "name" not in request.fields.object("server"):
            raise Fault(500, "Unexpected API Error.")


malformed_is_an_error = _seams(guard=around("nova-api", _Breaks))
"""nova-api breaks over a request that it cannot read."""


def nothing_filtered(make: Any) -> EmbeddedCloud:
    """nova-scheduler takes any host."""
    cloud: EmbeddedCloud = make()
    [scheduler] = cloud.cloud.endpoints["nova-scheduler"]
    vars(scheduler)["_filters"] = ()
    return cloud


def _builds(kind: type[Build]) -> Defect:
    def defect(make: Any) -> EmbeddedCloud:
        cloud: EmbeddedCloud = make()
        for compute in cloud.cloud.endpoints["nova-compute"]:
            vars(compute)["build"] = kind
        return cloud

    return defect


class _KeepsAll(Build):
    def _give_up(self, error: Exception) -> None:
        self._fail(error, frozenset())


class _SaysWhatItLikes(Build):
    def _enter(self, task: str | None, **more: Any) -> None:
        self._parts.conductor.update(self._ctx, self._id, task_state=task, **more)
        self._task = task


class _StaysHere(Build):
    def __init__(self, parts: Any, ctx: Any, instance_id: str, _launch: Launch) -> None:
        super().__init__(parts, ctx, instance_id)


class _DoesNothing(Build):
    def run(self) -> None:
        """Nothing."""


everything_kept = _builds(_KeepsAll)
"""nova-compute gives nothing back when a build fails."""
built_twice = _builds(_SaysWhatItLikes)
"""nova-compute builds whatever it is told to, in whatever state it is."""
never_begun = _builds(_DoesNothing)
"""nova-compute takes the cast, and forgets about it."""
no_other_host = _builds(_StaysHere)
"""nova-compute does not ask for another host."""


def lost_with_its_taker(make: Any) -> EmbeddedCloud:
    """nova-scheduler and nova-conductor acknowledge a message before they have worked on it."""
    cloud: EmbeddedCloud = make()
    for component in ("nova-scheduler", "nova-conductor"):
        for server in cloud.cloud.servers[component]:
            server.acknowledge = "taken"
    return cloud


def flag_forgotten(make: Any) -> EmbeddedCloud:
    """The broker does not say of a message that it was delivered before."""
    cloud: EmbeddedCloud = make()
    put = cloud.cloud.bus.broker.put

    def unmarked(queue: str, message: dict[str, Any], *, first: bool = False) -> None:
        message["properties"]["delivery_info"]["redelivered"] = False
        put(queue, message, first=first)

    vars(cloud.cloud.bus.broker)["put"] = unmarked
    return cloud


class _KeepsServers(Around):
    def cast(self, ctx: Any, topic: str, method: str, /, **args: Any) -> None:
        if method != "terminate_instance":
            self._inner.cast(ctx, topic, method, **args)


servers_kept = _seams(rpc=around("nova-api", _KeepsServers))
"""nova-api tells no nova-compute that a server is to be deleted."""
