"""The broker, with its management plugin: started, with its users, and asked who consumes."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

import requests

from ..packages import Packages, variables
from ._cloud import Cloud
from ._folders import write_private
from ._ports import LOOPBACK, answers
from ._processes import Processes
from ._services import PROBE, accounts
from ._waiting import Waiting

NAME, MAPPER = "rabbitmq", "epmd"

_UNREAD = 1000
"""Notifications that are kept while nobody reads them."""


class Rabbitmq:
    """RabbitMQ, and the port mapper of Erlang that it needs."""

    def __init__(self, cloud: Cloud, packages: Packages) -> None:
        self._cloud = cloud
        self._packages = packages
        self._log = cloud.folders.output / "rabbitmq"
        self._session = requests.Session()
        self._session.trust_env = False

    def configure(self) -> None:
        """Writes which plugins run, and the users."""
        folder = self._cloud.folders.etc / NAME
        write_private(folder / "plugins", "[rabbitmq_management].\n")
        write_private(folder / "definitions.json", json.dumps(self._definitions(), indent=1))

    def start(self, processes: Processes, waiting: Waiting) -> None:
        """Starts both."""
        port = self._cloud.ports["epmd"]
        mapper = [str(self._packages.root / "usr/bin/epmd"), "-port", str(port), "-address", LOOPBACK]
        processes.start(MAPPER, mapper, self._environment())
        log = processes.output(MAPPER)
        waiting.until(
            lambda: answers(port), f"epmd answers on port {port}", log=log, lives=lambda: processes.runs(MAPPER)
        )
        processes.start(NAME, [self._packages.root / "usr/lib/rabbitmq/bin/rabbitmq-server"], self._environment())

    def wait(self, processes: Processes, waiting: Waiting) -> None:
        """Until it can be managed, and takes connections."""
        waiting.until(
            lambda: self._consumers() is not None and answers(self._cloud.ports["amqp"]),
            "RabbitMQ answers",
            log=self._log,
            lives=lambda: processes.runs(NAME),
        )

    def consumed(self, queue: str) -> bool:
        """Whether somebody consumes a queue."""
        return any(each["queue"]["name"] == queue for each in self._consumers() or ())

    def _consumers(self) -> list[dict[str, Any]] | None:
        """All consumers, or `None` where the broker does not answer yet."""
        try:
            answer = self._session.get(f"{self._cloud.management}/api/consumers", timeout=10)
            found: list[dict[str, Any]] | None = answer.json() if answer.ok else None
        except requests.RequestException:  # nobody is there, or not yet able to answer
            return None
        return found

    def _definitions(self) -> dict[str, Any]:
        users = [account.removeprefix("rabbitmq/") for account in accounts() if account.startswith("rabbitmq/")]
        everything = {"vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}
        return {
            "vhosts": [{"name": "/"}],
            "users": [self._user(user) for user in users],
            "permissions": [{"user": user, **everything} for user in users],
            "policies": [_policy("unread", r"^(versioned_)?notifications\.", {"max-length": _UNREAD})],
        }

    def _user(self, name: str) -> dict[str, Any]:
        """A user as the broker keeps it. Turning the firehose on by the management API takes an administrator."""
        return {
            "name": name,
            "password_hash": _hashed(self._cloud.password("rabbitmq", name), secrets.token_bytes(4)),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": ["administrator"] if name == PROBE else [],
        }

    def _environment(self) -> dict[str, str]:
        folders = self._cloud.folders
        etc: Path = folders.etc / NAME
        kernel = f"-kernel inet_dist_use_interface {{{LOOPBACK.replace('.', ',')}}}"
        return dict(
            variables(
                self._packages,
                HOME=folders.state / "home",
                ERL_EPMD_PORT=str(self._cloud.ports["epmd"]),
                ERL_EPMD_ADDRESS=LOOPBACK,
                RABBITMQ_NODENAME="cloudflow@localhost",
                RABBITMQ_DIST_PORT=str(self._cloud.ports["erlang"]),
                RABBITMQ_MNESIA_BASE=folders.state / NAME,
                RABBITMQ_LOG_BASE=self._log,
                RABBITMQ_CONF_ENV_FILE=os.devnull,
                RABBITMQ_CONFIG_FILE=etc / "rabbitmq.conf",
                RABBITMQ_ENABLED_PLUGINS_FILE=etc / "plugins",
                RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=f"{kernel} +S 2:2 +sbwt none",
            )
        )


def _hashed(password: str, salt: bytes) -> str:
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _policy(name: str, pattern: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "vhost": "/",
        "name": name,
        "pattern": pattern,
        "apply-to": "queues",
        "priority": 0,
        "definition": definition,
    }
