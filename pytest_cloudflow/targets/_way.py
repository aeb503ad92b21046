"""The way to a cloud for requests that no client would make: bounded in time, and lost in one line."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

from ..errors import TargetError

Cert = str | tuple[str, str] | None

_PATIENCE = 60.0
"""Seconds for which nothing may come."""


class Way:
    """A session of requests, and what goes with each of them.

    :param via: by which the cloud is reached.
    :param compute: where nova-api is, with the version.
    :param verify, cert: by what a server is known, and this client, as requests has them.
    """

    def __init__(self, via: requests.Session, compute: str, verify: bool | str = True, cert: Cert = None) -> None:
        self.compute = compute.rstrip("/")
        self._via = via
        self._verify = verify
        self._cert = cert

    def ask(self, method: str, url: str, **given: Any) -> requests.Response:
        """What is answered, whatever it is.

        :param given: as `requests.request` has it.
        :raises TargetError: nobody answers in time.
        """
        try:
            return self._via.request(
                method, url, timeout=_PATIENCE, verify=self._verify, cert=self._cert, allow_redirects=False, **given
            )
        except OSError as error:  # requests' own, and those of a certificate that is not there
            where = urlsplit(url).netloc.rpartition("@")[2]
            raise TargetError(f"{where} cannot be asked ({type(error).__name__})", "", "is the cloud there?") from error


def said(answer: requests.Response, *keys: str) -> Any:
    """What stands under these keys, one in the other, in the JSON of an answer.

    :raises TargetError: it is no such answer.
    """
    try:
        found = answer.json()
        for key in keys:
            found = found[key]
    except (ValueError, LookupError, TypeError) as error:
        what = f"an answer {answer.status_code} without {'.'.join(keys)}"
        raise TargetError(what, "", "is that the API of OpenStack?") from error
    return found
