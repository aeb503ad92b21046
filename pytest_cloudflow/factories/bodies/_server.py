"""The boot request: the body of `POST /v2.1/servers`, step 3 of the flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._body import ABSENT, Body, Json, computed, drawn, named, trait, uuid


class ServerFactory(Body):
    """`POST /v2.1/servers`. Without any option: from an image, on one network, with no volume.

    :param image: the id of an image; none: the first volume is booted from.
    :param flavor: the id of a flavor.
    :param networks: ids of networks, entries as nova takes them (`{"port": id}`), or `"auto"` or `"none"`, both since
        microversion 2.37.
    :param volumes: ids of volumes, the one to boot from first if there is no image.

    Its traits: `volume_boot`, `auto_network`, `no_network`. Ids that are not given are drawn, and belong to nothing.
    """

    _envelope = "server"

    name = named("server")
    imageRef = computed(lambda server: server.image or ABSENT)  # noqa: N815  # nova's own name
    flavorRef = computed(lambda server: server.flavor)  # noqa: N815  # nova's own name
    networks = drawn(lambda: [uuid()])
    block_device_mapping_v2 = computed(lambda server: _devices(server.image, server.volumes) or ABSENT)

    image = drawn(uuid)
    flavor = drawn(uuid)
    volumes: tuple[str, ...] = ()

    class Meta:
        exclude = (
            "image",
            "flavor",
            "volumes",
        )  # they are said in the keys above; traits set them, which rules out Params

    class Params:
        volume_boot = trait(image=None, volumes=drawn(lambda: [uuid()]))
        auto_network = trait(networks="auto")
        no_network = trait(networks="none")

    @classmethod
    def _adjust_kwargs(cls, **said: Any) -> Json:
        networks = said.get("networks")
        if isinstance(networks, list | tuple):
            said["networks"] = [{"uuid": each} if isinstance(each, str) else each for each in networks]
        return said


def _devices(image: str | None, volumes: Iterable[str]) -> list[Json]:
    """The disks of a server with volumes; one that has only its image needs none to be named."""
    attached = [{"source_type": "volume", "destination_type": "volume", "uuid": volume} for volume in volumes]
    if not attached:
        return []
    local = {"source_type": "image", "destination_type": "local", "uuid": image, "delete_on_termination": True}
    disks: list[Json] = [local, *attached] if image else [*attached]
    return [{**disk, "boot_index": 0 if place == 0 else -1} for place, disk in enumerate(disks)]
