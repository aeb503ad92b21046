"""What is the same for users, projects, roles, domains, services and endpoints: a list, and five things done to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import falcon

from ...http import Fault, Fields, Request
from ..identity import NotThere
from ..tokens import Issued
from .policy import admins_only, forbidden, is_admin, token_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[_T]):
    """One kind of thing.

    :param filters: by what a list can be narrowed down: keys of what `view` gives.
    :param may_look: whether a thing may be shown to somebody who is no administrator.
    """

    one: str
    many: str
    filters: tuple[str, ...]
    everything: Mapping[str, _T]
    view: Callable[[_T], dict[str, Any]]
    create: Callable[[Fields], _T]
    change: Callable[[str, Fields], _T]
    remove: Callable[[str], None]
    may_look: Callable[[Issued, str], bool] = lambda _token, _thing_id: False

    def get(self, thing_id: str) -> _T:
        """The thing of that id.

        :raises NotThere: there is none.
        """
        thing = self.everything.get(thing_id)
        if thing is None:
            raise NotThere(f"Could not find {self.one}: {thing_id}.")
        return thing

    def shown(self, req: Request, thing: _T) -> dict[str, Any]:
        """The thing as it looks on the wire."""
        view = self.view(thing)
        return {**view, "links": {"self": f"{req.prefix}/v3/{self.many}/{view['id']}"}}


class Collection:
    """`/v3/users` and the like."""

    def __init__(self, kind: Kind[Any]) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists; filters that the kind does not have are passed over."""
        kind = self._kind
        admins_only(req, f"list_{kind.many}")
        wanted = {name: want for name in kind.filters if (want := req.get_param(name)) is not None}
        shown = (kind.shown(req, thing) for thing in list(kind.everything.values()))
        found = [view for view in shown if all(_is(view.get(name), want) for name, want in wanted.items())]
        resp.media = {kind.many: found, "links": links(req)}

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes one."""
        kind = self._kind
        admins_only(req, f"create_{kind.one}")
        made = kind.create(req.fields.object(kind.one))
        resp.status = falcon.HTTP_201
        resp.media = {kind.one: kind.shown(req, made)}


class Item:
    """`/v3/users/{id}` and the like."""

    def __init__(self, kind: Kind[Any]) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Shows one: to administrators, and to whom it belongs."""
        kind, token, thing_id = self._kind, token_of(req), _id(path)
        if not is_admin(token) and not kind.may_look(token, thing_id):
            raise forbidden(f"get_{kind.one}")
        resp.media = {kind.one: kind.shown(req, kind.get(thing_id))}

    def on_patch(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Changes one."""
        kind, thing_id = self._kind, _id(path)
        admins_only(req, f"update_{kind.one}")
        kind.get(thing_id)
        changed = kind.change(thing_id, req.fields.object(kind.one))
        resp.media = {kind.one: kind.shown(req, changed)}

    def on_delete(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Deletes one."""
        admins_only(req, f"delete_{self._kind.one}")
        self._kind.remove(_id(path))
        resp.status = falcon.HTTP_204


def links(req: Request) -> dict[str, Any]:
    """Of a list: it has one page."""
    return {"self": req.uri, "next": None, "previous": None}


def given(body: Fields, **types: type) -> dict[str, Any]:
    """What a body sets of the attributes named, each of its type: `str` or `bool`. Other keys are passed over.

    :raises Fault: 400, something is mistyped, or the name is empty.
    """
    values = {name: _read(body, name, kind) for name, kind in types.items() if body.raw(name) is not None}
    if values.get("name") == "":
        raise Fault(400, "Invalid input for field/attribute name: it should not be empty.")
    return values


def _read(body: Fields, name: str, kind: type) -> Any:
    return body.flag(name, True) if kind is bool else body.text(name)


def _id(path: Mapping[str, str]) -> str:
    """What the path names; it is called by the kind of thing, for other routes begin in the same way."""
    (thing_id,) = path.values()
    return thing_id


def _is(value: object, want: str) -> bool:
    if isinstance(value, bool):
        return value is (want.lower() not in ("false", "0", "no", "off"))
    return value == want
