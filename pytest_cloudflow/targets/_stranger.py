"""Asks for servers in ways in which no client would: with a wrong password, with a token that holds no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests

from ..errors import TargetError
from ._account import Account
from ._way import Way, said

_BEYOND = 1.0
"""Seconds beyond the end of a token."""


class Stranger:
    """Somebody who knows the user's name, and sometimes the password.

    :param way: to the cloud.
    :param reader: an account that may only look, if there is one.
    :param elapse: lets so many seconds go by, where that can be done.
    """

    def __init__(
        self,
        way: Way,
        account: Account,
        reader: Account | None = None,
        elapse: Callable[[float], None] | None = None,
    ) -> None:
        self._way = way
        self._account = account
        self._reader = reader
        self._elapse = elapse

    @property
    def auth_url(self) -> str:
        """Where keystone is, with the version."""
        return self._account.auth_url

    def of(self, account: Account) -> Stranger:
        """Somebody who knows another account."""
        return Stranger(self._way, account)

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
        token = self._spoilt(answer, shown)
        headers = {} if token is None else {"X-Auth-Token": token}
        booted = self._way.ask("POST", f"{self._way.compute}/servers", json={"server": server}, headers=headers)
        return str(said(booted, "server", "id")) if booted.status_code == 202 else None

    def _account_of(self, shown: str) -> Account:
        if shown != "reader":
            return self._account
        if self._reader is None:
            raise TargetError("no user is known who may only look", "", "leave out the scenarios that ask for one")
        return self._reader

    def _spoilt(self, answer: requests.Response, shown: str) -> str | None:
        """The token that came, once that is done with it which is to be; `None` where none is to be shown."""
        token = answer.headers.get("X-Subject-Token", "")
        if shown == "none":
            return None
        if shown == "forged":
            return token[::-1]
        if shown == "revoked":
            held = {"X-Auth-Token": token, "X-Subject-Token": token}
            self._way.ask("DELETE", f"{self._account.auth_url}/auth/tokens", headers=held)
        elif shown == "expired":
            self._outlive(said(answer, "token"))
        return token

    def _outlive(self, token: dict[str, Any]) -> None:
        begins, ends = (datetime.fromisoformat(token[key]) for key in ("issued_at", "expires_at"))
        if self._elapse is None:
            raise TargetError(f"a token that holds until {ends} is not waited for", "", "leave out that scenario")
        self._elapse((ends - begins).total_seconds() + _BEYOND)

    def _log_in(self, account: Account, password: str) -> requests.Response:
        domain = {"name": account.domain_name}
        user = {"name": account.username, "domain": domain, "password": password}
        identity = {"methods": ["password"], "password": {"user": user}}
        scope = {"project": {"name": account.project_name, "domain": domain}}
        asked = {"auth": {"identity": identity, "scope": scope}}
        return self._way.ask("POST", f"{account.auth_url}/auth/tokens", json=asked)
