"""A cloud as its configuration and its tools speak of it: addresses and passwords by name."""

from __future__ import annotations

from collections.abc import Mapping

from ._folders import Folders
from ._ports import LOOPBACK
from ._record import Record
from ._services import PROBE


class Cloud:
    """What a record and the folders come to."""

    def __init__(self, folders: Folders, record: Record) -> None:
        self.folders = folders
        self.record = record

    @property
    def ports(self) -> Mapping[str, int]:
        """By what listens there."""
        return self.record.ports

    @property
    def validation_cache(self) -> int:
        """Seconds for which services may reuse the validation of a token."""
        return self.record.validation_cache

    @property
    def libvirt_uri(self) -> str:
        """Where libvirt is reached."""
        return f"qemu+unix:///system?socket={self.folders.run}/libvirt/libvirt-sock"

    def url(self, service: str) -> str:
        """Where an API is, with no path."""
        return f"http://{LOOPBACK}:{self.ports[service]}"

    def password(self, where: str, account: str) -> str:
        """The password of an account at keystone, MariaDB or RabbitMQ."""
        return self.record.passwords[f"{where}/{account}"]

    def database(self, account: str, name: str) -> str:
        """How a service reaches its database."""
        secret = self.password("mariadb", account)
        return f"mysql+pymysql://{account}:{secret}@{LOOPBACK}:{self.ports['mariadb']}/{name}?charset=utf8mb4"

    def amqp(self, account: str, scheme: str = "rabbit") -> str:
        """How a service reaches the broker."""
        return f"{scheme}://{account}:{self.password('rabbitmq', account)}@{LOOPBACK}:{self.ports['amqp']}/"

    @property
    def management(self) -> str:
        """Where the broker is managed, by the kit's own account."""
        return f"http://{PROBE}:{self.password('rabbitmq', PROBE)}@{LOOPBACK}:{self.ports['management']}"
