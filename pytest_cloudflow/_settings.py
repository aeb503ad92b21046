"""What a run was asked to do. The command line goes before the ini file, that before `cloudflow.toml` or pyproject."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from ._environment import looked_up
from ._toml import read_toml
from .errors import UsageError
from .targets._deployment import CloudOptions, Deployment
from .verdicts import LEVELS, Level


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The options of CONTRACT section 1, by the names that they have in TOML. `timeout` is seconds."""

    target: str = "reference"
    profile: str | None = None
    scenario: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    record: str | None = None
    waivers: str | None = None
    require: Level | None = None
    timeout: float | None = None
    tolerate: int = 0
    negative: bool = False
    destructive: bool = False
    openstack: CloudOptions = CloudOptions()
    probes: dict[str, dict[str, Any]] = {}

    @property
    def deployment(self) -> Deployment:
        """What is said of a cloud that is to be judged."""
        return Deployment(
            cloud=self.openstack, probes=self.probes, negative=self.negative, destructive=self.destructive
        )


_TABLES = ("openstack", "probes")
"""What stands in files alone."""
_OPTIONS = tuple(key for key in Settings.__struct_fields__ if key not in _TABLES)


_RIGHT = {
    "target": "a text, such as trace:boot.jsonl",
    "profile": "the name of a profile, or a path ending in .toml",
    "scenario": "a list of scenarios' names",
    "report": "a list of files' names",
    "record": "a file's name, ending in .jsonl, .jsonl.gz or .jsonl.zst",
    "waivers": "the name of a TOML file",
    "require": f"one of {', '.join(LEVELS)}",
    "timeout": "a number of seconds above 0",
    "tolerate": "a whole number of lines, 0 or more",
    "negative": "true or false",
    "destructive": "true or false",
    "openstack": f"a table with the keys {', '.join(CloudOptions.__struct_fields__)}",
    "probes": "a table for each probe, such as [probes.rabbitmq]",
}
_NUMBERS: dict[str, Callable[[str], object]] = {"timeout": float, "tolerate": int}


def read_settings(config: pytest.Config) -> Settings:
    """The settings of this run.

    :raises UsageError: a value is wrong; names the option or the file it stands in.
    """
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for where, found in (_from_files(config), _from_ini(config), ("", _from_command(config))):
        values.update(found)
        places.update({key: f"{where}: {key}" if where else f"--cloudflow-{key}" for key in found})
    if "openstack" in values:
        values["openstack"] = looked_up(values["openstack"], places["openstack"])
    for key, value in values.items():
        _check(key, value, places[key])
    return msgspec.convert(values, Settings)


def _check(key: str, value: object, where: str) -> None:
    """Holds one value against its type, and against what the type cannot say."""
    try:
        msgspec.convert({key: value}, Settings)
    except msgspec.ValidationError as error:
        shown = f"{value!r} is not right" if isinstance(value, str | int | float) else _said(error, key)
        raise UsageError(shown, where, _RIGHT[key]) from error
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and (not text.strip() or "\0" in text):
            raise UsageError("no value" if not text.strip() else f"{text!r} holds a NUL", where, _RIGHT[key])
    if key == "timeout" and isinstance(value, int | float) and not (math.isfinite(value) and value > 0):
        raise UsageError(f"{value} is no window", where, _RIGHT[key])
    if key == "tolerate" and isinstance(value, int) and value < 0:
        raise UsageError(f"{value} lines cannot be skipped", where, _RIGHT[key])


def _said(error: msgspec.ValidationError, key: str) -> str:
    """What is wrong with a list or a table, and at which of its keys; without any value: one may be a secret."""
    what, _, place = str(error).partition(" - at ")
    place = place.strip("`").removeprefix(f"$.{key}").strip(".")
    return f"{place}: {what}" if place else what


def _from_command(config: pytest.Config) -> dict[str, Any]:
    given = ((key, config.getoption(f"cloudflow_{key}", None)) for key in _OPTIONS)
    return {key: _read(key, value) for key, value in given if value is not None}


def _from_ini(config: pytest.Config) -> tuple[str, dict[str, Any]]:
    where = f"{config.inipath.name if config.inipath else 'the ini file'}, cloudflow_…"
    found = {}
    for key in _OPTIONS:
        try:
            value = config.getini(f"cloudflow_{key}")
        except (TypeError, ValueError) as error:  # a native TOML configuration has types, and this is of another one
            raise UsageError("of a wrong type", f"{where}: {key}", f"a text, or texts: {_RIGHT[key]}") from error
        if value:
            found[key] = _read(key, value)
    return where, found


def _read(key: str, value: Any) -> Any:
    """A number, where one is wanted and the text is one; else the text as it stands."""
    number = _NUMBERS.get(key)
    if number is None:
        return value
    try:
        return number(value)
    except ValueError:
        return value


def _from_files(config: pytest.Config) -> tuple[str, dict[str, Any]]:
    own, project = config.rootpath / "cloudflow.toml", config.rootpath / "pyproject.toml"
    if own.is_file():
        return own.name, _known(read_toml(own, own.name), own.name)
    if project.is_file():
        where = "pyproject.toml, [tool.cloudflow]"
        tools = read_toml(project, project.name).get("tool", {})
        return where, _known(tools.get("cloudflow", {}) if isinstance(tools, dict) else tools, where)
    return "", {}


def _known(table: object, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError("not a table", where, 'keys and values, such as target = "trace:boot.jsonl"')
    unknown = sorted(set(table) - set(Settings.__struct_fields__))
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}", where, f"the keys are {', '.join(Settings.__struct_fields__)}")
    return table
