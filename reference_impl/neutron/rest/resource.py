"""What is alike in all that neutron has: `/v2.0/ports` and `/v2.0/ports/{id}`."""

from __future__ import annotations

from typing import Any, Generic

import falcon

from ...http import Request
from ..model import NeutronError
from . import listing
from .attributes import Values, privileged, several, single, to_create, to_update
from .kind import Kind, Thing
from .policy import forbidden, is_admin, project_for


class Collection(Generic[Thing]):
    """All things of a kind."""

    def __init__(self, kind: Kind[Thing]) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists those that the asker sees."""
        kind = self._kind
        views = [kind.view(req.ctx, each) for each in kind.all(req.ctx)]
        resp.media = listing.answer(req, kind.plural, views, kind.filters)

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes one, or several at once: all of them, or none."""
        kind = self._kind
        bodies = several(req.json, kind.name, kind.plural)
        if bodies is None:
            body = self._wanted(req, single(req.json, kind.name))
            resp.media = {kind.name: kind.view(req.ctx, self._made(req, body))}
        else:
            made = self._all_made(req, [self._wanted(req, each) for each in bodies])
            resp.media = {kind.plural: [kind.view(req.ctx, each) for each in made]}
        resp.status = falcon.HTTP_201

    def _wanted(self, req: Request, body: Any) -> Values:
        values = to_create(body, self._kind.attributes)
        _check_rights(req, self._kind, body, "create")
        return values

    def _made(self, req: Request, values: Values) -> Thing:
        project = project_for(req.ctx, values.pop("project_id", None))
        return self._kind.create(req.ctx, project, values)

    def _all_made(self, req: Request, wanted: list[Values]) -> list[Thing]:
        made: list[Thing] = []
        try:
            for values in wanted:
                made.append(self._made(req, values))
        except (NeutronError, falcon.HTTPError):
            for each in reversed(made):
                self._kind.delete(each)
            raise
        return made


class Item(Generic[Thing]):
    """One thing of a kind."""

    def __init__(self, kind: Kind[Thing]) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response, thing_id: str) -> None:
        """Shows it."""
        thing = self._kind.get(req.ctx, thing_id)
        resp.media = {self._kind.name: listing.chosen(self._kind.view(req.ctx, thing), listing.fields_of(req))}

    def on_put(self, req: Request, resp: falcon.Response, thing_id: str) -> None:
        """Changes it."""
        kind = self._kind
        thing = self._changeable(req, thing_id, "update")
        body = single(req.json, kind.name)
        values = to_update(body, kind.attributes)
        _check_rights(req, kind, body, "update")
        resp.media = {kind.name: kind.view(req.ctx, kind.update(req.ctx, thing, values))}

    def on_delete(self, req: Request, resp: falcon.Response, thing_id: str) -> None:
        """Deletes it."""
        self._kind.delete(self._changeable(req, thing_id, "delete"))
        resp.status = falcon.HTTP_204

    def _changeable(self, req: Request, thing_id: str, act: str) -> Thing:
        thing = self._kind.get(req.ctx, thing_id)
        if not self._kind.may_change(req.ctx, thing):
            raise forbidden(f"rule:{act}_{self._kind.name}")
        return thing


def _check_rights(req: Request, kind: Kind[Thing], body: Any, act: str) -> None:
    """Sees that nobody gives what only administrators may."""
    if not is_admin(req.ctx) and (name := privileged(body, kind.attributes)):
        rule = f"rule:{act}_{kind.name}"
        raise forbidden(f"({rule} and {rule}:{name})")
