"""A WSGI middleware that a deployment puts around its APIs: each exchange, as the API itself has it.

In a paste file, first in the pipeline:

    [filter:cloudflow]
    paste.filter_factory = pytest_cloudflow.probes.wsgi:filter_factory
    component = nova-api
    folder = /var/lib/cloudflow

or in a start script:

    application = Middleware(application, component="nova-api", folder="/var/lib/cloudflow")

It writes traces (docs/trace.md), a file for each process, for `[probes.wsgi]` to read. A request's `request_id` is the
one that the caller handed in, a response's the one that the API gave. Bodies pass as they are; what is read of them are
ids and names, and of tokens their fingerprints. Nothing that goes wrong here reaches the service.
"""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from msgspec import UNSET
from msgspec.structs import replace

from ..errors import UsageError
from ..trace._events import Facts, Failure, Text, fingerprint
from ..trace._recorder import Fields
from ._components import Components
from ._fields import text
from ._http_facts import Side, exchange_facts, reads_body
from ._livefile import LARGEST, LiveTrace
from ._peers import Peers
from ._wsgi_request import body_of, header, path_of, token_in
from ._wsgi_response import Answer
from .http_exchanges import answer_facts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WHERE = "paste filter pytest_cloudflow.probes.wsgi"
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Middleware:
    """Around one API.

    :param component: what the API is: `nova-api`, `glance-api`, `keystone`, …
    :param folder: where its processes leave their files.
    :param largest: bytes of a file; each process keeps two.
    """

    def __init__(
        self, application: WSGIApplication, *, component: str, folder: str | Path, largest: int = LARGEST
    ) -> None:
        components = Components()
        self._application = application
        self._component = components.of(component) or component
        self._peers = Peers(components)
        watched = {"http": [self._component]}
        clock = f"http@{socket.gethostname()}"
        self._trace = LiveTrace(Path(folder), self._component, watched, clock, largest=largest)
        self._told = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serves a request as the application does."""
        asked = self._safely(lambda: self._request(environ))
        if asked is None:
            return self._application(environ, start_response)
        answer = Answer(
            start_response,
            over=lambda answer: self._safely(lambda: self._response(asked, answer)),
            reads=lambda status: status >= 400 or reads_body(asked.path),
        )
        try:
            return answer.followed(self._application(environ, answer), environ)
        except BaseException as error:
            answer.end(error)
            raise

    def close(self) -> None:
        """Lets go of the file of this process."""
        self._trace.close()

    def _request(self, environ: WSGIEnvironment) -> _Asked:
        """Records a request."""
        path, method = path_of(environ), str(environ["REQUEST_METHOD"])
        instance, facts = exchange_facts(Side(method, path, body_of(environ, path), answer=False))
        subject = token_in(environ, "X_SUBJECT_TOKEN")
        if subject:
            facts = replace(facts, subject_token=subject)
        asked = Fields(
            source=self._caller(environ) or UNSET, target=self._component, instance_id=instance or UNSET,
            request_id=header(environ, "X_OPENSTACK_REQUEST_ID") or UNSET,
            exchange=f"{self._component}:{uuid4().hex[:16]}", method=method, path=path,
            token=token_in(environ, "X_AUTH_TOKEN"), service_token=token_in(environ, "X_SERVICE_TOKEN"),
        )  # fmt: skip
        self._trace.record("http", "request", facts, asked)
        return _Asked(method, path, subject, asked)

    def _response(self, asked: _Asked, answer: Answer) -> None:
        """Records the response to it."""
        instance, facts = exchange_facts(Side(asked.method, asked.path, answer.body, answer=True))
        fields: Fields = {
            **asked.fields,
            "source": self._component,
            "target": asked.fields["source"],
            "instance_id": instance or asked.fields["instance_id"],
            "request_id": text(answer.headers.get("x-openstack-request-id")),
            "status": answer.status or UNSET,
        }
        self._trace.record("http", "response", _answer_facts(facts, asked.subject, answer), fields)

    def _caller(self, environ: WSGIEnvironment) -> str | None:
        """The component that asks, where its end of the connection is on this machine."""
        address, port, own = (str(environ.get(key, "")) for key in ("REMOTE_ADDR", "REMOTE_PORT", "SERVER_PORT"))
        if not port.isdigit():
            return None
        return self._peers.component(address, int(port), int(own) if own.isdigit() else 0)

    def _safely(self, act: Callable[[], _T]) -> _T | None:
        """What it gives; `None` where it fails, which is said once to the service's log, without what it was about."""
        try:
            return act()
        except Exception as error:  # noqa: BLE001 -- a service does not fail of being watched
            if not self._told:
                self._told = True
                at = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__} at {at.filename}:{at.lineno}"
                _log.warning("an exchange of %s goes unobserved: %s", self._component, what)
            return None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request. `fields` are those of its event, of which its response repeats most."""

    method: str
    path: str
    subject: Text
    fields: Fields


def filter_factory(global_conf: Mapping[str, str], **local_conf: str) -> Callable[[WSGIApplication], Middleware]:  # noqa: ARG001 -- as PasteDeploy calls it
    """For a paste file: `component` and `folder` are its options.

    :raises UsageError: one of them is missing, or there is another.
    """
    wrong = {"component", "folder"} ^ local_conf.keys()
    if wrong:
        what = ", ".join(sorted(f"{key} is {'unknown' if key in local_conf else 'missing'}" for key in wrong))
        raise UsageError(what, _WHERE, "its options are component and folder")
    return lambda application: Middleware(application, component=local_conf["component"], folder=local_conf["folder"])


def _answer_facts(facts: Facts, subject: Text, answer: Answer) -> Facts:
    shown = answer.headers.get("x-subject-token")
    issued = fingerprint(shown) if shown else UNSET
    told = answer_facts(facts, answer.status or 0, answer.body, issued, subject or UNSET)
    return told if answer.error is None else replace(told, failure=Failure(class_=type(answer.error).__name__))
