"""The probes that a configuration asks for: its tables `[probes.NAME]`, in the order of trust."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import msgspec

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
    given = {key: _value(value, f"{where} {key}") for key, value in table.items()}
    try:
        told = msgspec.convert(given, options, dec_hook=secret_of)
        made: Probe = getattr(module, f"{name.capitalize()}Probe")(told, components)
    except msgspec.ValidationError as error:
        keys = ", ".join(options.__struct_fields__)
        raise UsageError(_said(error, given), where, f"its keys are {keys}") from error
    return made


def _value(value: Any, where: str) -> Any:
    """What is given, or what the environment has under the name that is given as `env:NAME`, as a secret does."""
    if not (isinstance(value, str) and value.startswith("env:")):
        return value
    found = os.environ.get(value.removeprefix("env:"))
    if found is None:
        raise UsageError(f"there is no {value.removeprefix('env:')} in the environment", where, "set it")
    return Secret(found)


def _said(error: msgspec.ValidationError, given: Mapping[str, Any]) -> str:
    """What is wrong, without any value: one may be a secret."""
    said = str(error)
    return said if not any(str(value) in said for value in given.values() if value) else "a value is not right"
