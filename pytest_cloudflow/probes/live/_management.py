"""RabbitMQ's management API, as far as the firehose needs it (https://www.rabbitmq.com/docs/http-api-reference)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests

from ...errors import TargetError
from ._urls import address

_URL = "http://USER:PASSWORD@HOST:PORT"
_TIMEOUT = 30.0


class Management:
    """The management API of one broker.

    :param url: `http://USER:PASSWORD@HOST:15672`.
    :param vhost: the virtual host that is looked at.
    :raises UsageError: it is no URL of HTTP.
    """

    def __init__(self, url: str, vhost: str, where: str) -> None:
        found = address(url, ("http", "https"), where, _URL)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = (found.user, found.password)
        self._base = f"{found.scheme}://{found}{found.path.rstrip('/')}"
        self._vhost = vhost
        self._where = where

    def tracing(self) -> bool:
        """Whether the firehose of the virtual host is on.

        :raises TargetError: the API cannot be reached, does not let this user in, or is another one.
        """
        return bool(self._virtual_host()["tracing"])

    def set_tracing(self, on: bool) -> None:
        """Turns the firehose on or off; what else is set on the virtual host stays.

        :raises TargetError: as `tracing`, or this user may not.
        """
        found = self._virtual_host()
        kept = {key: found[key] for key in ("description", "tags") if key in found}
        self._asked("PUT", self._place, {**kept, "tracing": on})

    def programs(self) -> dict[str, str]:
        """Connections by their names (`HOST:PORT -> HOST:PORT`), and the programs that oslo.messaging says they are of.

        :raises TargetError: as `tracing`.
        """
        listed = self._read("/api/connections?columns=name,user,client_properties")
        if not isinstance(listed, list):
            raise self._stranger()
        return {each["name"]: _program(each) for each in listed if isinstance(each, dict) and "name" in each}

    def close(self) -> None:
        """Closes its connections."""
        self._session.close()

    @property
    def _place(self) -> str:
        return f"/api/vhosts/{quote(self._vhost, safe='')}"

    def _virtual_host(self) -> dict[str, Any]:
        found = self._read(self._place)
        if not isinstance(found, dict) or "tracing" not in found:
            raise self._stranger()
        return found

    def _read(self, path: str) -> Any:
        try:
            return self._asked("GET", path).json()
        except requests.JSONDecodeError:
            raise self._stranger("answers no JSON") from None

    def _stranger(self, what: str = "is no RabbitMQ") -> TargetError:
        """Somebody answers, and it is no management API."""
        return TargetError(f"{self._base} {what}", self._where, "the URL of RabbitMQ's management API")

    def _asked(self, method: str, path: str, body: Any = None) -> requests.Response:
        try:
            answer = self._session.request(method, f"{self._base}{path}", json=body, timeout=_TIMEOUT)
        except requests.RequestException as error:
            mend = "the URL of RabbitMQ's management API"
            raise TargetError(f"{self._base} cannot be reached ({type(error).__name__})", self._where, mend) from error
        if answer.status_code in (401, 403):
            mend = "a user with the tag administrator may read connections and set tracing"
            raise TargetError(f"{self._base} refuses {method} {path} ({answer.status_code})", self._where, mend)
        if not answer.ok:
            raise TargetError(
                f"{self._base}{path} answers {answer.status_code}", self._where, "the name of a virtual host"
            )
        return answer


def _program(connection: dict[str, Any]) -> str:
    """oslo.messaging names a connection `PROGRAM:PID:UUID`; one that does not is told by its user."""
    named = (connection.get("client_properties") or {}).get("connection_name")
    return str(named).partition(":")[0] if named else str(connection.get("user") or "")
