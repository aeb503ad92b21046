"""What a run was asked to do. The command line goes before the ini file, that before `cloudflow.toml` or pyproject."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from .errors import UsageError
from .verdicts import LEVELS, Level

SCENARIOS = ("image", "image-volume", "two-networks-two-volumes", "volume-boot", "ten-at-once")


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


def read_settings(config: pytest.Config) -> Settings:
    """The settings of this run.

    :raises UsageError: a value is wrong; names the option or the file it stands in.
    """
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for where, found in (_from_files(config), ("the ini file", _from_ini(config)), ("", _from_command(config))):
        values.update(found)
        places.update({key: f"{where}: {key}" if where else f"--cloudflow-{key}" for key in found})
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$.")
        key = place.rstrip("`").partition("[")[0]
        raise UsageError(what, places.get(key, key), _mend(key)) from error
    _check(settings, places)
    return settings


def _check(settings: Settings, places: dict[str, str]) -> None:
    timeout = settings.timeout
    if timeout is not None and not (math.isfinite(timeout) and timeout > 0):
        raise UsageError(f"{timeout} is no window", places["timeout"], "a number of seconds above 0")
    if settings.tolerate < 0:
        raise UsageError(f"{settings.tolerate} lines cannot be skipped", places["tolerate"], "0 or more")


def _mend(key: str) -> str:
    if key == "require":
        return f"one of {', '.join(LEVELS)}"
    return f"the keys are {', '.join(Settings.__struct_fields__)}"


def _from_command(config: pytest.Config) -> dict[str, Any]:
    return {
        key: value
        for key in Settings.__struct_fields__
        if (value := config.getoption(f"cloudflow_{key}", None)) not in (None, [])
    }


def _from_ini(config: pytest.Config) -> dict[str, Any]:
    return {key: value for key in Settings.__struct_fields__ if (value := config.getini(f"cloudflow_{key}"))}


def _from_files(config: pytest.Config) -> tuple[str, dict[str, Any]]:
    own, project = config.rootpath / "cloudflow.toml", config.rootpath / "pyproject.toml"
    if own.is_file():
        return own.name, _known(_toml(own), own.name)
    if project.is_file():
        table = _toml(project).get("tool", {}).get("cloudflow", {})
        return "pyproject.toml, [tool.cloudflow]", _known(table, "pyproject.toml, [tool.cloudflow]")
    return "", {}


def _known(table: object, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError("not a table", where, 'keys and values, such as target = "trace:boot.jsonl"')
    unknown = sorted(set(table) - set(Settings.__struct_fields__))
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}", where, _mend(""))
    return table


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path.name, "make it readable") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"broken TOML: {error}", path.name, "mend the syntax there") from error
