"""Reads a body: `{"port": {…}}`, or `{"ports": [{…}, …]}` for several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from ...http import Fault
from .convert import Convert, Unfit, text

Attributes: TypeAlias = Mapping[str, "Attribute"]
Values: TypeAlias = dict[str, Any]
"""By the names that the model's methods have for them."""

_NEVER_SET = frozenset({"id", "status", "created_at", "updated_at", "revision_number"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """What may stand under a name in a body.

    :param field: what the model calls it.
    :param can_update: it may be changed as well as given when the thing is made.
    :param is_required: nothing can be made without it.
    :param is_privileged: only administrators may give it, unless it is null or false.
    """

    convert: Convert
    field: str
    can_update: bool = True
    is_required: bool = False
    is_privileged: bool = False


COMMON: Attributes = MappingProxyType(
    {
        "name": Attribute(text, "name"),
        "description": Attribute(text, "description"),
        "tenant_id": Attribute(text, "project_id", can_update=False),
        "project_id": Attribute(text, "project_id", can_update=False),
    }
)
"""What can be given to almost all that neutron has."""


def several(json: Any, name: str, plural: str) -> list[Any] | None:
    """The bodies of a request for several things at once; `None`: it is for one.

    :raises Fault: 400, it is for none.
    """
    if not isinstance(json, dict) or plural not in json or name in json:
        return None
    listed = json[plural]
    if not isinstance(listed, list) or not listed:
        raise _bad("Resources required")
    return listed


def single(json: Any, name: str) -> Any:
    """The body of a request for one thing.

    :raises Fault: 400, it is not there.
    """
    if not isinstance(json, dict) or name not in json:
        raise _bad(f"Unable to find '{name}' in request body")
    return json[name]


def to_create(body: Any, attributes: Attributes) -> Values:
    """What a thing is to be made with.

    :raises Fault: 400, something required is missing, or something is unknown or mistyped.
    """
    values = _read(body, attributes, _settable)
    for name, attribute in attributes.items():
        if attribute.is_required and name not in body:
            raise _bad(f"Failed to parse request. Required attribute '{name}' not specified")
    return values


def to_update(body: Any, attributes: Attributes) -> Values:
    """What is to be changed about a thing.

    :raises Fault: 400, something is unknown or mistyped, or cannot be changed.
    """
    return _read(body, attributes, _changeable)


def privileged(body: Any, attributes: Attributes) -> str | None:
    """The name of an attribute that only administrators may give, if there is one."""
    for name, value in body.items():
        if name in attributes and attributes[name].is_privileged and value:
            return str(name)
    return None


def _read(body: Any, attributes: Attributes, check: Callable[[str, Attribute | None], None]) -> Values:
    if not isinstance(body, dict):
        raise _bad("Body contains invalid data")
    unknown = [name for name in body if name not in attributes and name not in _NEVER_SET]
    if unknown:
        raise _bad(f"Unrecognized attribute(s) '{', '.join(unknown)[:100]}'")
    values: Values = {}
    for name, value in body.items():
        attribute = attributes.get(name)
        check(name, attribute)
        if attribute is not None:
            values[attribute.field] = _converted(name, value, attribute)
    return values


def _settable(name: str, attribute: Attribute | None) -> None:
    if attribute is None:
        raise _bad(f"Attribute '{name}' not allowed in POST")


def _changeable(name: str, attribute: Attribute | None) -> None:
    if attribute is None or not attribute.can_update:
        raise _bad(f"Cannot update read-only attribute {name}")


def _converted(name: str, value: Any, attribute: Attribute) -> Any:
    try:
        return attribute.convert(value)
    except Unfit as unfit:
        raise _bad(f"Invalid input for {name}. Reason: {unfit}.") from unfit


def _bad(message: str) -> Fault:
    return Fault(400, message, "HTTPBadRequest")
