"""HTTP exchanges, as a recorder around each API shows them.

A capture has one file for each API, named after it, and in it one record for each exchange: `ts` and `t_end` (begin and
end), `method`, `path`, `peer` (the calling process), `status`, `req_id` (the id the API gave it), `global_req_id` (the
id the caller handed it), `token`, `service_token`, `subject_token`, `issued_token` (digests), `req_body`, `resp_body`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from ..errors import TraceError
from ..trace._events import Event, Facts, Failure, Text
from ._components import Components
from ._fields import failure, items, known, mapping, token
from ._http_facts import Side, exchange_facts
from ._jsonlines import Record, moment, named
from ._seen import Seen

CLOCK = "http"
"""One clock for each API: the time in its records is that of its own host."""
_VERSION = re.compile(r"/v\d+(?:\.\d+)?(?=/|$)")
_TOKEN = re.compile(r"(?<=tokens/)[^/]+")
_PREFIXES = ("/placement",)


class HttpExchanges:
    """Turns the records of one API into `http` events.

    :param api: the process name of the API, which is what its file is called.
    """

    def __init__(self, api: str, components: Components) -> None:
        self._api = api
        self._components = components

    def see(self, record: Record, where: str, number: int) -> list[Seen]:
        """The request and the response of a record; nothing if the recording itself made it.

        :param where: `FILE:LINE`.
        :param number: which record of its file it is; it names the exchange, since a request id does not: glance
            answers under the one it was called with.
        :raises TraceError: it is no record of an exchange.
        """
        peer = known(record.get("peer"))
        if self._components.leaves_out(peer):
            return []
        begin = moment(record, "ts", where)
        request = self._request(record, where, f"{self._api}:{number}", begin)
        own, handed = known(record.get("req_id")), known(record.get("global_req_id"))
        seen = Seen(
            request,
            actor=peer,
            server=self._api,
            acts_under=(handed,) if handed else (),
            serves=tuple(dict.fromkeys(each for each in (own, handed) if each)),
            subject=_subject(request),
        )
        return [seen, *self._answered(record, where, request, begin)]

    def _request(self, record: Record, where: str, exchange: str, begin: float) -> Event:
        method = named(record, "method", where)
        path = plain_path(named(record, "path", where))
        instance, facts = exchange_facts(Side(method, path, record.get("req_body"), answer=False))
        subject = token(record.get("subject_token"))
        return Event(
            seq=0, time=begin, clock=f"{CLOCK}:{self._api}", channel="http", kind="request",
            source=self._components.of(known(record.get("peer"))) or UNSET,
            target=self._components.of(self._api) or UNSET,
            request_id=known(record.get("global_req_id")) or known(record.get("req_id")) or UNSET,
            instance_id=instance or UNSET,
            exchange=exchange, method=method, path=path,
            token=_shown(record, "token"), service_token=_shown(record, "service_token"),
            facts=replace(facts, subject_token=subject) if subject else facts,
        )  # fmt: skip

    def _answered(self, record: Record, where: str, request: Event, begin: float) -> list[Seen]:
        """The response, unless the exchange was cut off before there was one."""
        status = record.get("status")
        if status is None:
            return []
        if type(status) is not int or not 100 <= status <= 599:
            raise TraceError("status is no HTTP status", where, "status is a number from 100 to 599")
        side = Side(str(request.method), str(request.path), record.get("resp_body"), answer=True)
        instance, facts = exchange_facts(side)
        response = replace(
            request,
            kind="response",
            time=max(begin, moment(record, "t_end", where)),
            source=request.target,
            target=request.source,
            status=status,
            instance_id=instance or request.instance_id,
            facts=answer_facts(
                facts,
                status,
                record.get("resp_body"),
                token(record.get("issued_token")),
                request.facts.subject_token,
            ),
        )
        return [Seen(response, actor=self._api)]


def answer_facts(facts: Facts, status: int, body: Any, shown: Text = UNSET, subject: Text = UNSET) -> Facts:
    """The facts of an answer, with why it was refused, and the token that it issues or tells of.

    :param shown: the fingerprint of the token in its `X-Subject-Token`; `subject` that of the one in the request's.
    """
    if status >= 400:
        facts = replace(facts, failure=_failure(body, status))
    return replace(facts, issued_token=shown) if shown and shown != subject else replace(facts, subject_token=subject)


def _failure(body: Any, status: int) -> Failure:
    """OpenStack's APIs name a fault by the key it stands under, its `type` or its `title`."""
    for key, fault in mapping(body).items():
        fault = mapping(items(fault)[0] if items(fault) else fault)
        name = known(fault.get("type")) or known(fault.get("title")) or (known(key) if fault else None)
        if name:
            return failure(name, fault.get("message", fault.get("detail")))
    return failure(f"HTTP {status}", None)


def _shown(record: Mapping[str, Any], key: str) -> str | None | UnsetType:
    return token(record[key]) if key in record else UNSET


def _subject(request: Event) -> str | None:
    subject = request.facts.subject_token
    return subject if isinstance(subject, str) else None


def plain_path(path: str) -> str:
    """The path without query and endpoint prefix: from the version on, where there is one.

    Some APIs have had tokens in their paths (`/v2.0/tokens/…`, `/os-console-auth-tokens/…`); they stay out.
    """
    path = _TOKEN.sub("***", path.partition("?")[0])
    version = _VERSION.search(path)
    if version:
        return path[version.start() :]
    return next((path.removeprefix(prefix) for prefix in _PREFIXES if path.startswith(f"{prefix}/")), path)
