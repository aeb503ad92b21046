"""`/servers`: boots, shows, lists, renames and deletes."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import falcon

from ....context import Context
from ....http import Fault, Request
from ...database import Instance, NotFound, UnexpectedState
from .. import views
from ..asked import description_of, name_of
from ..boot import boot
from ..parts import NAME, Parts, instance_of, is_admin, members, no_instance, readers
from ..versions import minor, versioned
from .paging import page

_TRUE = frozenset(("1", "t", "true", "on", "y", "yes", ""))


@versioned
class Servers:
    """`/servers`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Boots a server; 202, for it is not there yet."""
        booted = boot(self._parts, req.ctx, req.fields, minor(req))
        links = views.links(views.Eye.of(req), "servers", booted.instance_id)
        resp.status = falcon.HTTP_202
        resp.location = links[0]["href"]
        resp.media = {
            "server": {
                "id": booted.instance_id,
                "links": links,
                "OS-DCF:diskConfig": "MANUAL",
                "security_groups": list(views.SECURITY_GROUPS),
                "adminPass": booted.admin_pass,
            }
        }

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists servers by id and name."""
        resp.media = _listed(self._parts, req, "index", views.brief)

    def on_get_detail(self, req: Request, resp: falcon.Response) -> None:
        """Lists servers with all that is known of them."""
        resp.media = _listed(self._parts, req, "detail", views.server)


@versioned
class Server:
    """`/servers/{id}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Shows a server."""
        resp.media = {"server": views.server(views.Eye.of(req), _readable(self._parts, req, instance_id))}

    def on_put(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Renames or describes a server anew."""
        members(req.ctx, "servers:update")
        instance_of(self._parts, req.ctx, instance_id)
        changes = _changes(req)
        try:
            changed = self._parts.database.update_instance(req.ctx, NAME, instance_id, **changes)
        except NotFound:
            raise no_instance(instance_id) from None
        resp.media = {"server": views.server(views.Eye.of(req), changed)}

    def on_delete(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Has a server deleted; 204, though its host has yet to do it."""
        members(req.ctx, "servers:delete")
        _delete(self._parts, req.ctx, instance_of(self._parts, req.ctx, instance_id))
        resp.status = falcon.HTTP_204


@versioned
class OfServer:
    """What is below `/servers/{id}` and only repeats a part of the server."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get_metadata(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """`metadata`: all of it."""
        resp.media = {"metadata": dict(_readable(self._parts, req, instance_id).metadata)}

    def on_get_meta(self, req: Request, resp: falcon.Response, instance_id: str, key: str) -> None:
        """`metadata/{key}`: one item."""
        metadata = _readable(self._parts, req, instance_id).metadata
        if key not in metadata:
            raise Fault(404, "Metadata item was not found")
        resp.media = {"meta": {key: metadata[key]}}

    def on_get_ips(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """`ips`: addresses by network."""
        resp.media = {"addresses": views.addresses(_readable(self._parts, req, instance_id))}

    def on_get_network(self, req: Request, resp: falcon.Response, instance_id: str, network: str) -> None:
        """`ips/{network}`: addresses in one network, by its name."""
        found = views.addresses(_readable(self._parts, req, instance_id))
        if network not in found:
            raise Fault(404, "Instance is not a member of specified network")
        resp.media = {network: found[network]}

    def on_get_tags(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """`tags`, since 2.26."""
        if minor(req) < 26:
            raise Fault(404, "The resource could not be found.")
        resp.media = {"tags": list(_readable(self._parts, req, instance_id).tags)}

    def on_get_interfaces(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """`os-interface`: the ports that are the server's network cards."""
        instance = _readable(self._parts, req, instance_id)
        resp.media = {
            "interfaceAttachments": [
                {
                    "port_state": "ACTIVE",
                    "port_id": vif.port_id,
                    "net_id": vif.network_id,
                    "mac_addr": vif.mac,
                    "fixed_ips": [{"ip_address": ip} for ip in vif.fixed_ips],
                }
                for vif in instance.vifs
            ]
        }

    def on_get_security_groups(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """`os-security-groups`: the default one, which keeps nothing out."""
        project_id = _readable(self._parts, req, instance_id).project_id
        group = {"id": "default", "name": "default", "description": "", "tenant_id": project_id, "rules": []}
        resp.media = {"security_groups": [group]}

    def on_post_action(self, req: Request, _resp: falcon.Response, instance_id: str) -> None:
        """`action`: this cloud boots and deletes servers, and does nothing with them in between.

        :raises Fault: 501, or 400 where there is no such action at all.
        """
        members(req.ctx, "servers:action")
        instance_of(self._parts, req.ctx, instance_id)
        asked = req.json
        if not isinstance(asked, dict) or len(asked) != 1:
            raise Fault(400, "Malformed request body")
        [action] = asked
        if action not in _ACTIONS:
            raise Fault(400, f"There is no such action: {action}")
        raise Fault(501, f"{action} is not offered by this cloud: its servers are booted and deleted")


_ACTIONS = frozenset(
    (
        "addFloatingIp", "addSecurityGroup", "changePassword", "confirmResize", "createBackup", "createImage",
        "evacuate", "forceDelete", "injectNetworkInfo", "lock", "migrate", "os-getConsoleOutput", "os-getVNCConsole",
        "os-migrateLive", "os-resetState", "os-start", "os-stop", "pause", "reboot", "rebuild", "removeSecurityGroup",
        "rescue", "resetNetwork", "resize", "restore", "resume", "revertResize", "shelve", "shelveOffload", "suspend",
        "trigger_crash_dump", "unlock", "unpause", "unrescue", "unshelve",
    )
)  # fmt: skip


def _readable(parts: Parts, req: Request, instance_id: str) -> Instance:
    readers(req.ctx, "servers:show")
    return instance_of(parts, req.ctx, instance_id)


def _changes(req: Request) -> dict[str, Any]:
    """What `PUT /servers/{id}` changes."""
    server = req.fields.object("server")
    changes: dict[str, Any] = {}
    if "name" in server:
        changes["name"] = name_of(server)
    if "description" in server and minor(req) >= 19:
        changes["description"] = description_of(server)
    return changes


def _delete(parts: Parts, ctx: Context, instance: Instance) -> None:
    """What has no host is taken out at once; else nova-compute there has things to tidy up first.

    One that is being deleted is deleted once more, for the first cast may have been lost.
    """
    parts.database.start_action(ctx, instance.id, "delete")
    with suppress(NotFound):  # somebody else was quicker
        if instance.host is None and _deleted_without_host(parts, ctx, instance.id):
            return
        deleting = parts.database.update_instance(ctx, NAME, instance.id, task_state="deleting")
        if deleting.host is None:  # its build has failed meanwhile
            parts.database.delete_instance(ctx, NAME, instance.id)
            return
        parts.rpc.cast(ctx, "compute", "terminate_instance", server=deleting.host, instance_uuid=instance.id)


def _deleted_without_host(parts: Parts, ctx: Context, instance_id: str) -> bool:
    """Takes the instance out, unless it has been given a host since it was read."""
    try:
        parts.database.delete_instance(ctx, NAME, instance_id, expect={"host": None})
    except UnexpectedState:
        return False
    return True


def _listed(
    parts: Parts, req: Request, rule: str, view: Callable[[views.Eye, Instance], dict[str, Any]]
) -> dict[str, Any]:
    """The servers that match the query, the newest first."""
    project_id = _project(req, rule)
    wanted = [each for each in parts.database.instances(project_id) if _matches(req, each)]
    shown, more = page(req, "servers", wanted, lambda instance: instance.id)
    eye = views.Eye.of(req)
    return {"servers": [view(eye, each) for each in shown], **more}


def _project(req: Request, rule: str) -> str | None:
    """Whose servers are listed; `None` where an administrator asks for those of all projects."""
    project_id = readers(req.ctx, f"servers:{rule}")
    if req.get_param("all_tenants", default="0").lower() not in _TRUE:
        return project_id
    if not is_admin(req.ctx):
        raise Fault(403, f"Policy doesn't allow os_compute_api:servers:{rule}:get_all_tenants to be performed.")
    return req.get_param("project_id") or req.get_param("tenant_id")


def _matches(req: Request, instance: Instance) -> bool:
    if req.get_param("deleted", default="").lower() in ("1", "true"):
        return False
    shown = {
        "uuid": instance.id,
        "status": views.status(instance),
        "vm_state": instance.vm_state,
        "task_state": instance.task_state,
        "image": instance.image_id,
        "flavor": instance.flavor.id,
        "user_id": instance.user_id,
        **({"host": instance.host} if is_admin(req.ctx) else {}),
    }
    asked = ((req.get_param(name), value) for name, value in shown.items())
    return all(wanted is None or _same(wanted, value) for wanted, value in asked) and _named(req, instance)


def _same(wanted: str, value: str | None) -> bool:
    return wanted.lower() == (value or "").lower()


def _named(req: Request, instance: Instance) -> bool:
    """Names are matched as nova's database does: by a regular expression."""
    wanted = req.get_param("name")
    if wanted is None:
        return True
    try:
        return re.search(wanted, instance.name) is not None
    except re.error:
        raise Fault(400, "Invalid input for field/attribute name: is not a regular expression.") from None
