"""Facts of an HTTP exchange, by the resource that its path names.

Each reader takes one side of an exchange, the request or the answer, and gives the instance it names and what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from msgspec import UNSET

from ..trace._events import Facts
from ._fields import items, known, mapping, text, texts
from ._objects import Found
from ._ports import port_facts

_NO_IDS = frozenset({"detail", "summary"})
_MANY = MappingProxyType({"auto": ["auto"], "none": []})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an exchange. `path` begins at the version."""

    method: str
    path: str
    body: Any
    answer: bool

    @property
    def parts(self) -> list[str]:
        """The segments of the path behind the version."""
        parts = self.path.strip("/").split("/")
        return parts[1:] if parts[0][:1] == "v" and parts[0][1:2].isdigit() else parts


Shown = tuple[str | None, Found]
_Reader = Callable[[Side, str | None], Shown]


def exchange_facts(side: Side) -> tuple[str | None, Facts]:
    """The instance that a side names, if it names one, and what it shows."""
    parts = side.parts
    for place, part in reversed(list(enumerate(parts))):
        reader = _READERS.get(part)
        if reader is not None:
            instance, found = reader(side, _id(parts[place + 1 : place + 2]))
            return instance, Facts(**found)
    return None, Facts()


def reads_body(path: str) -> bool:
    """Whether a body at this path shows something that is copied out of it."""
    return any(part in _BODIES for part in path.split("/"))


def _id(follows: list[str]) -> str | None:
    """What stands behind a collection, if that is one of its members."""
    return known(follows[0]) if follows and follows[0] not in _NO_IDS else None


def _tokens(side: Side, _follows: str | None) -> Shown:
    """Whom a token was issued to, or is good for. The request names nothing that a trace keeps."""
    issued = mapping(mapping(side.body).get("token")) if side.answer else {}
    if not issued:
        return None, {}
    return None, {
        "user_id": text(mapping(issued.get("user")).get("id")),
        "project_id": text(mapping(issued.get("project")).get("id")),
        "roles": texts(mapping(each).get("name") for each in items(issued.get("roles"))),
    }


def _servers(side: Side, follows: str | None) -> Shown:
    server = mapping(mapping(side.body).get("server"))
    if side.answer:
        found: Found = {"fixed_ips": _addresses(server["addresses"])} if "addresses" in server else {}
        return known(server.get("id")) or follows, found
    if side.method == "POST" and follows is None and server:
        return None, _asked(server)
    return follows, {}


def _asked(server: Mapping[str, Any]) -> Found:
    """What a boot request asks for. A volume that is to be made on the way from an image is not named by it."""
    mappings = [mapping(each) for each in items(server.get("block_device_mapping_v2"))]
    local = [each for each in mappings if (each.get("source_type"), each.get("destination_type")) == ("image", "local")]
    roots = [each.get("uuid") for each in local if each.get("boot_index") == 0]
    volumes = [each.get("uuid") for each in mappings if each.get("source_type") == "volume"]
    volumes += [mapping(each).get("volume_id") for each in items(server.get("block_device_mapping"))]
    image = server.get("imageRef") or next(iter(roots), None)
    return {
        "image_id": text(image) if image else None,
        "flavor_id": text(server.get("flavorRef")),
        "volume_ids": texts(volumes),
        **_networks(server.get("networks", "auto")),
    }


def _networks(asked: Any) -> Found:
    """Networks and ports asked for; nothing said leaves the choice to neutron, as `auto` does."""
    if isinstance(asked, str):
        return {"network_ids": list(_MANY[asked]), "port_ids": []} if asked in _MANY else {}
    entries = [mapping(each) for each in items(asked)]
    return {
        "network_ids": texts(each.get("uuid") for each in entries if not each.get("port")),
        "port_ids": texts(each.get("port") for each in entries),
    }


def _addresses(value: Any) -> list[str] | Any:
    """The fixed addresses that a server shows, over all its networks."""
    entries = [mapping(each) for entries in mapping(value).values() for each in items(entries)]
    return texts(each.get("addr") for each in entries if each.get("OS-EXT-IPS:type", "fixed") == "fixed")


def _external_events(side: Side, _follows: str | None) -> Shown:
    """What neutron or cinder tells nova of instances."""
    ids = [known(mapping(each).get("server_uuid")) for each in items(mapping(side.body).get("events"))]
    named = list(dict.fromkeys(each for each in ids if each))
    if len(named) == 1:
        return named[0], {}
    return None, {"instance_ids": texts(named) if named else UNSET}


def _images(_side: Side, follows: str | None) -> Shown:
    return None, {"image_id": text(follows)}


def _flavors(_side: Side, follows: str | None) -> Shown:
    return None, {"flavor_id": text(follows)}


def _nets(_side: Side, follows: str | None) -> Shown:
    return None, {"network_id": text(follows)}


def _one_port(side: Side, follows: str | None) -> Shown:
    instance, found = port_facts(mapping(mapping(side.body).get("port")))
    return instance, found | ({"port_id": follows} if follows else {})


def _volumes(_side: Side, follows: str | None) -> Shown:
    return None, {"volume_id": text(follows)}


def _attachments(side: Side, follows: str | None) -> Shown:
    body = mapping(mapping(side.body).get("attachment"))
    found: Found = {
        "attachment_id": text(body.get("id")) if follows is None else follows,
        "volume_id": text(body.get("volume_id", body.get("volume_uuid"))),
        "host": text(mapping(body.get("connector")).get("host")),
    }
    if side.answer and isinstance(body.get("connection_info"), dict):
        found["connection"] = bool(body["connection_info"])
    return known(body.get("instance", body.get("instance_uuid"))), found


def _allocations(side: Side, follows: str | None) -> Shown:
    """Placement's allocations of a consumer, which for nova is the instance."""
    body = {} if side.answer else mapping(side.body)
    return follows, {"project_id": text(body.get("project_id")), "user_id": text(body.get("user_id"))}


_READERS: Mapping[str, _Reader] = MappingProxyType({
    "tokens": _tokens,
    "servers": _servers,
    "os-server-external-events": _external_events,
    "images": _images,
    "flavors": _flavors,
    "networks": _nets,
    "ports": _one_port,
    "volumes": _volumes,
    "attachments": _attachments,
    "allocations": _allocations,
})  # fmt: skip

_BODIES = frozenset({"tokens", "servers", "os-server-external-events", "ports", "attachments", "allocations"})
