"""Reads the values of attributes: what is not what it should be is refused in neutron's words.

A converter takes any JSON value and gives what the model takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Any, TypeAlias

from ..model import Pool, Wanted

Convert: TypeAlias = Callable[[Any], Any]

LONGEST_NAME = 255
_LONGEST_SHOWN = 60
_FLAGS = MappingProxyType({"true": True, "1": True, "false": False, "0": False})
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_MAC = re.compile(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")


class Unfit(Exception):
    """A value is not what it should be; the text is the reason."""


def text(value: Any) -> str:
    """A string of up to 255 characters."""
    if not isinstance(value, str):
        raise Unfit(f"'{_shown(value)}' is not a valid string")
    if len(value) > LONGEST_NAME:
        raise Unfit(f"'{_shown(value)}' exceeds maximum length of {LONGEST_NAME}")
    return value


def maybe_text(value: Any) -> str:
    """A string; null is an empty one."""
    return "" if value is None else text(value)


def flag(value: Any) -> bool:
    """A boolean, or what neutron takes for one."""
    known = _FLAGS.get(str(value).lower()) if isinstance(value, (bool, int, str)) else None
    if known is None:
        raise Unfit(f"'{_shown(value)}' cannot be converted to boolean")
    return known


def whole(least: int, most: int) -> Convert:
    """An integer between two."""

    def convert(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).isdecimal():
            raise Unfit(f"'{_shown(value)}' is not an integer")
        number = int(str(value)[:_LONGEST_SHOWN])
        if not least <= number <= most:
            raise Unfit(f"'{_shown(value)}' is not in the range {least} to {most}")
        return number

    return convert


def one_of(*allowed: Any) -> Convert:
    """One of these values."""

    def convert(value: Any) -> Any:
        if isinstance(value, (dict, list)) or value not in allowed:
            raise Unfit(f"'{_shown(value)}' is not in {list(allowed)}")
        return value

    return convert


def uuid(value: Any) -> str:
    """An id."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Unfit(f"'{_shown(value)}' is not a valid UUID")
    return value


def mac(value: Any) -> str:
    """A MAC address."""
    if not isinstance(value, str) or not _MAC.fullmatch(value):
        raise Unfit(f"'{_shown(value)}' is not a valid MAC address")
    return value.lower()


def address(value: Any) -> str:
    """An IP address, as it is usually written."""
    try:
        return str(ip_address(value if isinstance(value, str) else ""))
    except ValueError as error:
        raise Unfit(f"'{_shown(value)}' is not a valid IP address") from error


def subnet(value: Any) -> str:
    """A range of addresses, as it is usually written: `10.0.0.0/24`."""
    try:
        return str(ip_network(value if isinstance(value, str) else "", strict=False))
    except ValueError as error:
        raise Unfit(f"'{_shown(value)}' is not a valid IP subnet") from error


def or_none(convert: Convert) -> Convert:
    """What another converter takes, or null."""
    return lambda value: None if value is None else convert(value)


def many(convert: Convert) -> Convert:
    """A list of what another converter takes; null is an empty one."""

    def each(value: Any) -> tuple[Any, ...]:
        return tuple(convert(item) for item in _list(value))

    return each


def mapping(value: Any) -> dict[str, Any]:
    """An object; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unfit(f"'{_shown(value)}' is not a dictionary")
    return value


def pool(value: Any) -> Pool:
    """`{"start": address, "end": address}`."""
    values = _exactly(value, "start", "end")
    return Pool(address(values["start"]), address(values["end"]))


def route(value: Any) -> tuple[str, str]:
    """`{"destination": cidr, "nexthop": address}`."""
    values = _exactly(value, "destination", "nexthop")
    return subnet(values["destination"]), address(values["nexthop"])


def wanted(value: Any) -> Wanted:
    """`{"subnet_id": id, "ip_address": address}`, or one of them."""
    values = mapping(value)
    unknown = values.keys() - {"subnet_id", "ip_address"}
    if unknown or not values:
        raise Unfit(f"'{_shown(value)}' is not a fixed IP")
    return Wanted(or_none(uuid)(values.get("subnet_id")), or_none(address)(values.get("ip_address")))


def _exactly(value: Any, *keys: str) -> dict[str, Any]:
    values = mapping(value)
    if values.keys() != set(keys):
        raise Unfit(f"Invalid input. '{_shown(value)}' must be a dictionary with keys {list(keys)}")
    return values


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unfit(f"'{_shown(value)}' is not a list")
    return value


def _shown(value: Any) -> str:
    """A value as a message shows it; a long one is cut."""
    said = str(value)
    return said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…"
