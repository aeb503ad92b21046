"""What a boot request asks for, read off its body.

What this cloud would not do, though the server's user would count on it, is refused and not passed over. What has no
meaning where servers run no guest (user data, security groups, a config drive) is taken and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...http import Fault, Fields
from ..database import AUTO

ZONE = "nova"
"""The one availability zone."""
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_COUNT = re.compile(r"[1-9][0-9]{0,9}")
_LENGTH = 255
"""Characters of a name, a description, a key or a value, at most."""
_KNOWN = frozenset(
    (
        "name", "imageRef", "flavorRef", "networks", "block_device_mapping_v2", "metadata", "min_count", "max_count",
        "availability_zone", "key_name", "security_groups", "user_data", "config_drive", "adminPass", "accessIPv4",
        "accessIPv6", "OS-DCF:diskConfig", "return_reservation_id", "personality", "description", "tags",
        "hostname", "trusted_image_certificates", "block_device_mapping", "host", "hypervisor_hostname",
    )
)  # fmt: skip
_NOT_OFFERED = (
    "block_device_mapping",
    "personality",
    "hostname",
    "host",
    "hypervisor_hostname",
    "trusted_image_certificates",
)
_SINCE = {
    "description": 19,
    "tags": 52,
    "trusted_image_certificates": 63,
    "host": 74,
    "hypervisor_hostname": 74,
    "hostname": 90,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A boot request.

    :param networks: ids of networks; `(AUTO,)`: one of the project's; `None`: the request does not say, as it might
        before microversion 2.37.
    :param volumes: ids of volumes; where there is no image, the first one is booted from.
    """

    name: str
    flavor_id: str
    image_id: str | None
    networks: tuple[str, ...] | None
    ports: tuple[str, ...]
    volumes: tuple[str, ...]
    metadata: dict[str, str]
    description: str | None
    tags: tuple[str, ...]
    admin_pass: str | None


def read(body: Fields, minor: int) -> Asked:
    """Reads the body of `POST /servers`.

    :raises Fault: 400, something is missing or mistyped, or is not offered by this cloud.
    """
    server = body.object("server")
    _known(body.raw("server"), minor)
    _check(server)
    image_id = _image(server)
    volumes = _volumes(server, image_id)
    if image_id is None and not volumes:
        raise Fault(400, "Missing imageRef attribute")
    networks, ports = _networks(server, minor)
    return Asked(
        name=name_of(server),
        flavor_id=flavor_ref(_text(server, "flavorRef")),
        image_id=image_id,
        networks=networks,
        ports=ports,
        volumes=volumes,
        metadata=_metadata(server),
        description=description_of(server),
        tags=_tags(server),
        admin_pass=server.maybe_text("adminPass"),
    )


def flavor_ref(reference: str) -> str:
    """The flavor's id, which may come at the end of a URL."""
    return reference.rstrip("/").rsplit("/", 1)[-1]


def _check(server: Fields) -> None:
    """Sees that nothing is asked for that nobody would do."""
    for name in _NOT_OFFERED:
        if server.raw(name):
            raise _bad(name, "is not offered by this cloud")
    for name in ("min_count", "max_count"):
        _one(server, name)
    if server.maybe_text("key_name") is not None:
        raise Fault(400, "Invalid key_name provided.")
    if server.maybe_text("availability_zone") not in (None, "", ZONE):
        raise Fault(400, "The requested availability zone is not available")


def _known(server: Mapping[str, Any], minor: int) -> None:
    unknown = [name for name in server if name not in _KNOWN or _SINCE.get(name, 0) > minor]
    if unknown:
        raise Fault(400, f"Additional properties are not allowed ({', '.join(map(repr, sorted(unknown)))} unexpected)")


def _one(server: Fields, name: str) -> None:
    count = server.raw(name)
    if count is None:
        return
    if isinstance(count, bool) or not _COUNT.fullmatch(str(count)):
        raise _bad(name, "is not a positive integer")
    if int(count) > 1:
        raise _bad(name, "this cloud makes one server a request")


def description_of(server: Fields) -> str | None:
    """What its user says of the server.

    :raises Fault: 400, it is too long.
    """
    description = server.maybe_text("description")
    if description is not None and len(description) > _LENGTH:
        raise _bad("description", "is too long")
    return description


def name_of(server: Fields) -> str:
    """The server's name, without spaces around it.

    :raises Fault: 400, it is missing, empty or too long.
    """
    name = server.text("name").strip()
    if not name:
        raise _bad("name", "is too short")
    if len(name) > _LENGTH:
        raise _bad("name", "is too long")
    return name


def _text(server: Fields, name: str) -> str:
    """A string; older clients send the ids of flavors as numbers."""
    value = server.raw(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = server.text(name)
    if not text:
        raise _bad(name, "is too short")
    return text


def _image(server: Fields) -> str | None:
    image_id = server.maybe_text("imageRef") or None
    if image_id is not None and not _UUID.fullmatch(image_id):
        raise _bad("imageRef", "is not a 'uuid'")
    return image_id


def _networks(server: Fields, minor: int) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Networks and ports, by their ids."""
    asked = server.raw("networks")
    if asked is None and minor < 37:
        return None, ()
    if minor >= 37 and asked in ("auto", "none"):
        return ((AUTO,), ()) if asked == "auto" else ((), ())
    networks: list[str] = []
    ports: list[str] = []
    for entry in server.objects("networks"):
        if entry.raw("fixed_ip") is not None:
            raise _bad("networks", "fixed_ip is not offered by this cloud: make a port that has the address")
        port_id = entry.maybe_text("port")
        kind, found = (ports, port_id) if port_id is not None else (networks, entry.text("uuid"))
        kind.append(_uuid(found, "networks"))
    _once(ports, "Port", "networks")
    return tuple(networks), tuple(ports)


def _volumes(server: Fields, image_id: str | None) -> tuple[str, ...]:
    """Volumes by their ids; the one booted from, if any, comes first."""
    if server.raw("block_device_mapping_v2") is None:
        return ()
    boot: list[str] = []
    others: list[str] = []
    for entry in server.objects("block_device_mapping_v2"):
        is_boot = str(entry.raw("boot_index")) == "0"
        if _is_image(entry, image_id, is_boot=is_boot):
            continue
        (boot if is_boot else others).append(_volume(entry))
    if len(boot) != (0 if image_id else 1):
        raise _bad_mapping("Boot sequence for the instance and image/block device mapping combination is not valid.")
    _once(boot + others, "Volume", "block_device_mapping_v2")
    return (*boot, *others)


def _is_image(entry: Fields, image_id: str | None, *, is_boot: bool) -> bool:
    """Whether the entry is the ordinary one for the image, which says nothing new."""
    kind = (entry.maybe_text("source_type"), entry.maybe_text("destination_type") or "local")
    if kind != ("image", "local") or not is_boot:
        return False
    if entry.maybe_text("uuid") != image_id:
        raise _bad_mapping("the image of its boot device is not that of imageRef.")
    return True


def _volume(entry: Fields) -> str:
    kind = (entry.maybe_text("source_type"), entry.maybe_text("destination_type") or "volume")
    if kind != ("volume", "volume"):
        raise _bad_mapping(f"source {kind[0]} to destination {kind[1]} is not offered by this cloud.")
    if entry.raw("delete_on_termination") not in (None, False):
        raise _bad_mapping("delete_on_termination is not offered by this cloud.")
    if entry.raw("uuid") is None:
        raise _bad_mapping("Missing device UUID.")
    return _uuid(entry.text("uuid"), "block_device_mapping_v2")


def _metadata(server: Fields) -> dict[str, str]:
    metadata = server.raw("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise _bad("metadata", "is not an object of strings")
    if any(not 0 < len(key) <= _LENGTH or len(value) > _LENGTH for key, value in metadata.items()):
        raise _bad("metadata", "a key has 1 to 255 characters, a value at most 255")
    return metadata


def _tags(server: Fields) -> tuple[str, ...]:
    tags = server.items("tags") if "tags" in server else []
    if not all(isinstance(tag, str) and 0 < len(tag) <= 60 for tag in tags):
        raise _bad("tags", "is not an array of strings of 1 to 60 characters")
    return tuple(dict.fromkeys(tags))


def _uuid(value: str, at: str) -> str:
    if not _UUID.fullmatch(value):
        raise _bad(at, "an id in it is not a 'uuid'")
    return value


def _once(ids: Iterable[str], what: str, at: str) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise _bad(at, f"{what} {each} is named twice")
        seen.add(each)


def _bad(name: str, what: str) -> Fault:
    return Fault(400, f"Invalid input for field/attribute {name}: {what}.")


def _bad_mapping(what: str) -> Fault:
    return Fault(400, f"Block Device Mapping is Invalid: {what}")


def items_of(json: Any) -> list[dict[str, Any]]:
    """The objects of an array, of whatever stands there."""
    return [each for each in json if isinstance(each, dict)] if isinstance(json, list) else []
