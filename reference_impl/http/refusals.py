"""For who asks: an answer that is a refusal, as an exception, in the service's own words."""

from __future__ import annotations

from typing import Any

from .client import Response
from .facts import names


class Refused(Exception):
    """A service did not do what it was asked for."""

    def __init__(self, service: str, asked: str, status: int, message: str) -> None:
        super().__init__(f"{service} refused {asked} with {status}: {message}")
        self.status = status


def accepted(service: str, asked: str, response: Response) -> Response:
    """The answer, if the service did what it was asked for.

    :raises Refused: its status is 400 or above.
    """
    if response.status < 400:
        return response
    raise Refused(service, asked, response.status, message_of(response.json))


def message_of(body: Any) -> str:
    """The message of a fault, whichever service's form it has."""
    for fault in body.values() if isinstance(body, dict) else ():
        if isinstance(text := names(fault, "message"), str):
            return text
    text = names(body, "message")
    return text if isinstance(text, str) else "no reason given"
