"""Bodies for glance."""

from __future__ import annotations

from ._body import Body, named, trait


class ImageFactory(Body):
    """`POST /v2/images`, which takes its keys without an envelope; `min_disk` in GiB, `min_ram` in MiB.

    The data is sent afterwards: `PUT /v2/images/{id}/file`.
    """

    name = named("image")
    container_format = "bare"
    disk_format = "raw"
    visibility = "private"
    min_disk = 0
    min_ram = 0

    class Params:
        public = trait(visibility="public")
        """For administrators."""
        qcow2 = trait(disk_format="qcow2")
