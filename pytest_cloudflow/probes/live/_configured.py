"""The probes that a configuration asks for: its tables `[probes.NAME]`, in the order of trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import msgspec

from ..._environment import looked_up
from ...errors import UsageError
from .._components import Components
from ._probe import Probe
from ._urls import Secret, secret_of

NAMES = ("wsgi", "rabbitmq", "notifications", "sql", "libvirt", "logs")
"""In the order of trust: who is told by the thing itself goes before who reads what was written about it. Each is a
module of this room, with `NameProbe` and `NameOptions`."""


def configured(tables: Mapping[str, Mapping[str, Any]], components: Components) -> list[Probe]:
    """The probes of the tables; nothing is touched yet.

    :raises UsageError: there is no such probe, or a table says something that it does not know.
    """
    for name in tables:
        if name not in NAMES:
            raise UsageError(f"unknown probe {name!r}", f"[probes.{name}]", f"one of {', '.join(NAMES)}")
    return [_probe(name, tables[name], components) for name in NAMES if name in tables]


def _probe(name: str, table: Mapping[str, Any], components: Components) -> Probe:
    where = f"[probes.{name}]"
    module = import_module(f".{name}", __package__)
    options = getattr(module, f"{name.capitalize()}Options")
    given = {key: looked_up(value, f"{where} {key}", Secret) for key, value in table.items()}
    try:
        told = msgspec.convert(given, options, dec_hook=secret_of)
        made: Probe = getattr(module, f"{name.capitalize()}Probe")(told, components)
    except msgspec.ValidationError as error:
        keys = ", ".join(options.__struct_fields__)
        raise UsageError(_said(error, given), where, f"its keys are {keys}") from error
    return made


def _said(error: msgspec.ValidationError, given: Mapping[str, Any]) -> str:
    """What is wrong, without any value: one may be a secret."""
    said = str(error)
    return said if not any(text in said for text in _texts(list(given.values()))) else "a value is not right"


def _texts(value: Any) -> Iterator[str]:
    """The values as texts, those within tables and lists too."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif value:
        yield str(value)
