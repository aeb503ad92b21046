"""Asks for servers in ways in which no client would: with a wrong password, with a token that holds no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests

from ..errors import TargetError
from ._account import Account

_BEYOND = 1.0
"""Seconds beyond the end of a token."""


class Stranger:
    """Somebody who knows the user's name, and sometimes the password.

    :param via: by which the cloud is reached.
    :param reader: an account that may only look, if there is one.
    :param elapse: lets so many seconds go by, where that can be done.
    """

    def __init__(
        self,
        via: requests.Session,
        account: Account,
        reader: Account | None = None,
        elapse: Callable[[float], None] | None = None,
    ) -> None:
        self._via = via
        self._account = account
        self._reader = reader
        self._elapse = elapse

    @property
    def auth_url(self) -> str:
        """Where keystone is, with the version."""
        return self._account.auth_url

    def of(self, account: Account) -> Stranger:
        """Somebody who knows another account."""
        return Stranger(self._via, account)

    def try_wrong_password(self) -> None:
        """Logs in, and is not let in."""
        self._log_in(self._account, "not " + self._account.password)

    def boot(self, server: dict[str, Any], shown: str) -> str | None:
        """Asks for a server with a token in some condition (see `scenarios.Wanted`).

        :param server: what stands under `server` in the body.
        :returns: the server's id, should there be one: a cloud that is right refuses.
        :raises TargetError: such a token is not to be had here.
        """
        account = self._account_of(shown)
        answer = self._log_in(account, account.password)
        if answer.status_code != 201:
            raise TargetError(f"keystone refuses a token with {answer.status_code}", "", "see what it logs")
        said = answer.json()["token"]
        token = self._spoilt(answer.headers["X-Subject-Token"], said, shown)
        headers = {} if token is None else {"X-Auth-Token": token}
        booted = self._via.post(f"{_compute(said)}/servers", json={"server": server}, headers=headers)
        return str(booted.json()["server"]["id"]) if booted.status_code == 202 else None

    def _account_of(self, shown: str) -> Account:
        if shown != "reader":
            return self._account
        if self._reader is None:
            raise TargetError("no user is known who may only look", "", "leave out the scenarios that ask for one")
        return self._reader

    def _spoilt(self, token: str, said: dict[str, Any], shown: str) -> str | None:
        """The token, once that is done with it which is to be; `None` where none is to be shown."""
        if shown == "none":
            return None
        if shown == "forged":
            return token[::-1]
        if shown == "revoked":
            held = {"X-Auth-Token": token, "X-Subject-Token": token}
            self._via.delete(f"{self._account.auth_url}/auth/tokens", headers=held)
        elif shown == "expired":
            self._outlive(said)
        return token

    def _outlive(self, said: dict[str, Any]) -> None:
        begins, ends = (datetime.fromisoformat(said[key]) for key in ("issued_at", "expires_at"))
        if self._elapse is None:
            raise TargetError(f"a token that holds until {ends} is not waited for", "", "leave out that scenario")
        self._elapse((ends - begins).total_seconds() + _BEYOND)

    def _log_in(self, account: Account, password: str) -> requests.Response:
        domain = {"name": account.domain_name}
        user = {"name": account.username, "domain": domain, "password": password}
        identity = {"methods": ["password"], "password": {"user": user}}
        scope = {"project": {"name": account.project_name, "domain": domain}}
        return self._via.post(f"{account.auth_url}/auth/tokens", json={"auth": {"identity": identity, "scope": scope}})


def _compute(said: dict[str, Any]) -> str:
    """Where nova-api is, by the catalog that came with a token."""
    [compute] = [service for service in said["catalog"] if service["type"] == "compute"]
    return str(next(each["url"] for each in compute["endpoints"] if each["interface"] == "public"))
