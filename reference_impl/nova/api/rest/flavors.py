"""`/flavors`: the sizes that servers may have. All are public."""

from __future__ import annotations

from typing import Any

import falcon

from ....http import Fault, Fields, Request
from ....world import World
from ...database import AlreadyThere, Flavor, NotFound
from .. import views
from ..parts import NAME, Parts, admins, readers
from ..versions import versioned
from .paging import number, page

_MOST = 2**31 - 1


@versioned
class Flavors:
    """`/flavors`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists flavors by id and name."""
        eye = views.Eye.of(req)
        shown, more = self._page(req)
        briefs = [{"id": each.id, "name": each.name, "links": views.links(eye, "flavors", each.id)} for each in shown]
        resp.media = {"flavors": briefs, **more}

    def on_get_detail(self, req: Request, resp: falcon.Response) -> None:
        """Lists flavors with their sizes."""
        eye = views.Eye.of(req)
        shown, more = self._page(req)
        resp.media = {"flavors": [views.flavor(eye, each) for each in shown], **more}

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes a flavor; only administrators may."""
        admins(req.ctx, "os-flavor-manage:create")
        flavor = _asked(self._parts.world, req.fields.object("flavor"))
        self._check_new(flavor)
        resp.media = {"flavor": views.flavor(views.Eye.of(req), self._added(flavor))}

    def _page(self, req: Request) -> tuple[Any, dict[str, Any]]:
        readers(req.ctx, "flavors:index")
        return page(req, "flavors", self._matching(req), lambda flavor: flavor.id)

    def _matching(self, req: Request) -> list[Flavor]:
        """None is private: who asks for private ones alone gets none."""
        if req.get_param("is_public", default="").lower() in ("false", "0", "f", "no", "off"):
            return []
        least_ram, least_disk = _number(req, "minRam"), _number(req, "minDisk")
        return [
            each
            for each in self._parts.database.flavors()
            if each.memory_mb >= least_ram and each.disk_gb >= least_disk
        ]

    def _check_new(self, flavor: Flavor) -> None:
        for there in self._parts.database.flavors():
            if there.id == flavor.id:
                raise Fault(409, f"Flavor with ID {flavor.id} already exists.")
            if there.name == flavor.name:
                raise Fault(409, f"Flavor with name {flavor.name} already exists.")

    def _added(self, flavor: Flavor) -> Flavor:
        try:
            return self._parts.database.add_flavor(flavor)
        except AlreadyThere:  # by another request, since it was looked for
            raise Fault(409, f"Flavor with name {flavor.name} already exists.") from None


@versioned
class OneFlavor:
    """`/flavors/{id}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, flavor_id: str) -> None:
        """Shows a flavor."""
        resp.media = {"flavor": views.flavor(views.Eye.of(req), self._flavor(req, flavor_id))}

    def on_delete(self, req: Request, resp: falcon.Response, flavor_id: str) -> None:
        """Takes a flavor out; only administrators may."""
        admins(req.ctx, "os-flavor-manage:delete")
        try:
            self._parts.database.delete_flavor(flavor_id)
        except NotFound:
            raise _missing(flavor_id) from None
        resp.status = falcon.HTTP_202

    def on_get_extra_specs(self, req: Request, resp: falcon.Response, flavor_id: str) -> None:
        """`os-extra_specs`: no flavor has any."""
        self._flavor(req, flavor_id)
        resp.media = {"extra_specs": {}}

    def _flavor(self, req: Request, flavor_id: str) -> Flavor:
        readers(req.ctx, "flavors:show")
        try:
            return self._parts.database.flavor(req.ctx, NAME, flavor_id)
        except NotFound:
            raise _missing(flavor_id) from None


def _missing(flavor_id: str) -> Fault:
    return Fault(404, f"Flavor {flavor_id} could not be found.")


def _asked(world: World, flavor: Fields) -> Flavor:
    flavor_id = flavor.raw("id")
    if flavor_id is None or flavor_id == "auto":
        flavor_id = world.uuid()
    if isinstance(flavor_id, bool) or not isinstance(flavor_id, str | int) or not 0 < len(str(flavor_id)) <= 255:
        raise Fault(400, "Invalid input for field/attribute id: is not a string of 1 to 255 characters.")
    name = flavor.text("name").strip()
    if not 0 < len(name) <= 255:
        raise Fault(400, "Invalid input for field/attribute name: has not 1 to 255 characters.")
    return Flavor(
        str(flavor_id), name, _amount(flavor, "vcpus", 1), _amount(flavor, "ram", 1), _amount(flavor, "disk", 0)
    )


def _amount(flavor: Fields, name: str, least: int) -> int:
    """A number, which older clients send as text."""
    raw, wrong = flavor.raw(name), f"Invalid input for field/attribute {name}: is not from {least} to {_MOST}."
    amount = number(raw, wrong) if isinstance(raw, str) else flavor.integer(name)
    if not least <= amount <= _MOST:
        raise Fault(400, wrong)
    return amount


def _number(req: Request, name: str) -> int:
    asked = req.get_param(name, default="0")
    return number(asked, f"Invalid {name} filter [{asked}]")
