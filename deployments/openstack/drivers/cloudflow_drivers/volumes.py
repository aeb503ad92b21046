"""A cinder driver whose volumes are files of this machine.

They are handed to nova as `gpfs`: to its libvirt driver that is any file at a path which both sides see.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cinder import interface
from cinder.image import image_utils
from cinder.volume import configuration, driver
from oslo_config import cfg
from oslo_utils import units

OPTIONS = [cfg.StrOpt("cloudflow_folder", help="Where the volumes are, a file each.")]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)

_CAPACITY = 50
"""GiB that the scheduler may give away. The files are sparse."""


@interface.volumedriver
class FileVolumeDriver(driver.VolumeDriver):
    """Volumes as sparse files."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)

    def do_setup(self, context: Any) -> None:
        """Makes the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)

    def check_for_setup_error(self) -> None:
        """The folder is there, or `do_setup` has said otherwise."""

    def create_volume(self, volume: Any) -> None:
        """An empty file of its size."""
        with self._path(volume).open("wb") as file:
            file.truncate(volume.size * units.Gi)

    def delete_volume(self, volume: Any) -> None:
        """Takes the file away."""
        self._path(volume).unlink(missing_ok=True)

    def copy_image_to_volume(
        self, context: Any, volume: Any, image_service: Any, image_id: str, disable_sparse: bool = False
    ) -> None:
        """Fills it with an image."""
        path = self._path(volume)
        image_utils.fetch_to_raw(context, image_service, image_id, str(path), "1M", size=volume.size)
        with path.open("r+b") as file:
            file.truncate(volume.size * units.Gi)

    def local_path(self, volume: Any) -> str:
        """Where it is."""
        return str(self._path(volume))

    def initialize_connection(self, volume: Any, connector: Any) -> dict[str, Any]:
        """How nova reaches it: by its path."""
        return {"driver_volume_type": "gpfs", "data": {"device_path": self.local_path(volume), "name": volume.name}}

    def terminate_connection(self, volume: Any, connector: Any, **kwargs: Any) -> None:
        """A path needs no end."""

    def ensure_export(self, context: Any, volume: Any) -> None:
        """A path needs no export."""

    def create_export(self, context: Any, volume: Any, connector: Any) -> None:
        """A path needs no export."""

    def remove_export(self, context: Any, volume: Any) -> None:
        """A path needs no export."""

    def get_volume_stats(self, refresh: bool = False) -> dict[str, Any]:
        """What the scheduler is told."""
        return {
            "volume_backend_name": self.configuration.safe_get("volume_backend_name") or "files",
            "vendor_name": "cloudflow",
            "driver_version": self.VERSION,
            "storage_protocol": "file",
            "total_capacity_gb": _CAPACITY,
            "free_capacity_gb": _CAPACITY,
            "reserved_percentage": 0,
            "multiattach": False,
        }

    @property
    def _folder(self) -> Path:
        return Path(self.configuration.cloudflow_folder)

    def _path(self, volume: Any) -> Path:
        return self._folder / str(volume.name)
