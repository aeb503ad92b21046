"""One request and its answer, and how they are told (channel `http` of `docs/trace.md`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..observe import Observe
from .facts import Found

HEADER = "X-Exchange"
"""Private to the components: the id by which the service names the exchange that it serves. Its caller tells it."""


@dataclass(slots=True)
class Exchange:
    """Who asks whom for what.

    `token` and `service_token` are told as they are; `None` is known to be none. `cause` is what the caller was
    serving. `instance_id` is not known until a side has shown it.
    """

    id: str
    source: str
    target: str
    method: str
    path: str
    token: str | None
    service_token: str | None
    cause: str | None
    request_id: str
    instance_id: str | None = None

    def tell_request(self, observe: Observe, found: Found) -> None:
        """The request is sent, or has come in and nothing has been done about it."""
        self._tell(observe, "request", self.source, self.target, found)

    def tell_response(self, observe: Observe, found: Found, status: int | None = None) -> None:
        """The answer is there; without status, the service could not be reached."""
        self._tell(observe, "response", self.target, self.source, found, {} if status is None else {"status": status})

    def _tell(
        self, observe: Observe, kind: str, source: str, target: str, found: Found, more: dict[str, Any] | None = None
    ) -> None:
        fields = more or {}
        self.instance_id = found.pop("instance_id", None) or self.instance_id
        if self.instance_id is not None:
            fields = {**fields, "instance_id": self.instance_id}
        observe(
            "http",
            kind,
            source=source,
            target=target,
            cause=self.cause,
            facts=found,
            request_id=self.request_id,
            exchange=self.id,
            method=self.method,
            path=self.path,
            token=self.token,
            service_token=self.service_token,
            **fields,
        )
