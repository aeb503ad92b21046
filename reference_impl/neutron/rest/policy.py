"""Who may do what, by the roles and the project that keystone vouched for.

What somebody may not see is answered as if it were not there; what they see and may not do is forbidden. nova-compute
binds ports with its user's token, as the classic flow has it, so a port's owner may bind it; where it is bound only an
administrator is shown.
"""

from __future__ import annotations

from ...context import Context
from ...http import Fault
from ..model import Network, Port, SecurityGroup, Subnet

ADMIN = "admin"


def is_admin(ctx: Context) -> bool:
    """Whether an administrator asks."""
    return ADMIN in ctx.roles


def owns(ctx: Context, thing: Network | Subnet | Port | SecurityGroup) -> bool:
    """Whether it is of the asker's project; an administrator may do all that an owner may."""
    return ADMIN in ctx.roles or (ctx.project_id is not None and thing.project_id == ctx.project_id)


def sees_network(ctx: Context, network: Network) -> bool:
    """Its own, those that all may use, and those that lead out."""
    return network.shared or network.external or owns(ctx, network)


def sees_subnet(ctx: Context, subnet: Subnet, network: Network) -> bool:
    """Its own, and those of networks that are its own or all may use."""
    return network.shared or owns(ctx, subnet) or owns(ctx, network)


def sees_port(ctx: Context, port: Port, network: Network) -> bool:
    """Its own, and those on its networks."""
    return owns(ctx, port) or owns(ctx, network)


def project_for(ctx: Context, wanted: str | None) -> str:
    """The project that something is made for.

    :raises Fault: 400, it is another's and no administrator asks; 403, nobody knows which.
    """
    if wanted and wanted != ctx.project_id and not is_admin(ctx):
        raise Fault(
            400,
            "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request "
            "requires admin privileges",
            "HTTPBadRequest",
        )
    project = wanted or ctx.project_id
    if not project:
        raise forbidden("rule:project_member")
    return project


def forbidden(rule: str) -> Fault:
    """The refusal of what somebody may not do."""
    return Fault(403, f"{rule} is disallowed by policy", "PolicyNotAuthorized")
