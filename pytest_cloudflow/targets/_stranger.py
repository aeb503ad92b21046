"""Asks for servers in ways in which no client would: with a wrong password, with a token that holds no longer."""

from __future__ import annotations

from typing import Any

import requests

from ._account import Account


class Stranger:
    """Somebody who knows the user's name, and sometimes the password.

    :param via: by which the cloud is reached.
    """

    def __init__(self, via: requests.Session, account: Account) -> None:
        self._via = via
        self._account = account

    def try_wrong_password(self) -> None:
        """Logs in, and is not let in."""
        self._log_in("not " + self._account.password)

    def boot_with_revoked_token(self, server: dict[str, Any]) -> None:
        """Logs in, gives the token back, and asks for a server with it.

        :param server: what stands under `server` in the body.
        """
        answer = self._log_in(self._account.password)
        token = answer.headers["X-Subject-Token"]
        shown = {"X-Auth-Token": token, "X-Subject-Token": token}
        self._via.delete(f"{self._account.auth_url}/auth/tokens", headers=shown)
        catalog = answer.json()["token"]["catalog"]
        [compute] = [service for service in catalog if service["type"] == "compute"]
        url = next(each["url"] for each in compute["endpoints"] if each["interface"] == "public")
        self._via.post(f"{url}/servers", json={"server": server}, headers={"X-Auth-Token": token})

    def _log_in(self, password: str) -> requests.Response:
        account = self._account
        domain = {"name": account.domain_name}
        user = {"name": account.username, "domain": domain, "password": password}
        identity = {"methods": ["password"], "password": {"user": user}}
        scope = {"project": {"name": account.project_name, "domain": domain}}
        return self._via.post(f"{account.auth_url}/auth/tokens", json={"auth": {"identity": identity, "scope": scope}})
