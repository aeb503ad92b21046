"""Refusals, in the words and shapes of each OpenStack service.

The forms are those that the services of the 2026.2 release give to a client that accepts JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import falcon

Form = Callable[[int, str, str | None], dict[str, Any]]
"""Makes the body of a refusal from its status, its message and, where the service names it, the kind of error."""

_MESSAGES = MappingProxyType({
    401: "The request you have made requires authentication.",
    404: "The resource could not be found.",
    405: "The method is not allowed for this resource.",
    413: "Request is too large.",
    500: "An unexpected error prevented the server from fulfilling your request.",
})  # fmt: skip
_COMPUTE_KEYS = MappingProxyType({
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    415: "badMediaType",
    429: "overLimit",
    501: "notImplemented",
    503: "serviceUnavailable",
})  # fmt: skip


class Fault(falcon.HTTPError):
    """A request is refused.

    :param message: what the client is told; it must hold no secret.
    :param kind: the name of the error where the service's form has one (neutron's `type`).
    :param form: another form than the service's own.
    """

    def __init__(
        self,
        status: int,
        message: str,
        kind: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        form: Form | None = None,
    ) -> None:
        super().__init__(status, description=message, headers=dict(headers or {}))
        self.kind = kind
        self.form = form


def body_of(error: falcon.HTTPError, form: Form) -> dict[str, Any]:
    """The body of a refusal: a `Fault`, or one of the framework's own (unknown path, wrong method)."""
    kind = None
    if isinstance(error, Fault):
        form, kind = error.form or form, error.kind
    status = error.status_code
    return form(status, error.description or _MESSAGES.get(status, title(status)), kind)


def title(status: int) -> str:
    """As `Not Found`."""
    return HTTPStatus(status).phrase


def keystone_form(status: int, message: str, _kind: str | None = None) -> dict[str, Any]:
    """`{"error": {"code": 404, "message": …, "title": "Not Found"}}`."""
    return {"error": {"code": status, "message": message, "title": title(status)}}


def nova_form(status: int, message: str, kind: str | None = None) -> dict[str, Any]:
    """`{"itemNotFound": {"code": 404, "message": …}}`; the key is the kind, or goes by the status."""
    return {kind or _COMPUTE_KEYS.get(status, "computeFault"): {"code": status, "message": message}}


cinder_form = nova_form
"""cinder came out of nova, and its faults are still called so."""


def glance_form(status: int, message: str, _kind: str | None = None) -> dict[str, Any]:
    """`{"message": …, "code": "404 Not Found", "title": "Not Found"}`."""
    return {"message": message, "code": f"{status} {title(status)}", "title": title(status)}


def neutron_form(status: int, message: str, kind: str | None = None) -> dict[str, Any]:
    """`{"NeutronError": {"type": "PortNotFound", "message": …, "detail": ""}}`."""
    named = kind or f"HTTP{title(status).replace(' ', '')}"
    return {"NeutronError": {"type": named, "message": message, "detail": ""}}
