"""Bodies for cinder."""

from __future__ import annotations

from ._body import ABSENT, Body, computed, named


class VolumeFactory(Body):
    """`POST /v3/volumes`, or `/v3/{project_id}/volumes` before microversion 3.67; `size` in GiB.

    :param image: the id of an image that the volume is to hold, so that a server can boot from it; none: it is empty.
    """

    _envelope = "volume"

    name = named("volume")
    size = 1
    imageRef = computed(lambda volume: volume.image or ABSENT)  # noqa: N815  # cinder's own name

    class Params:
        image = None
