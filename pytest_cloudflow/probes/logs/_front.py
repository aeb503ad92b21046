"""What nova-api logs of the requests that it was asked, at INFO; and what is said of a boot that comes to nothing.

```
nova.api.openstack.requestlog  127.0.0.1 "POST /v2.1/servers" status: 202 len: 370 microversion: 2.100 time: 0.583555
nova.osapi_compute.wsgi.server 10.0.0.1 "POST /v2/USER/servers HTTP/1.1" status: 202 len: 733 time: 0.4792440
nova.conductor.manager         Failed to schedule instances: …NoValidHost_Remote: No valid host was found.
nova.scheduler.utils           Failed to compute_task_build_instances: No valid host was found.
nova.scheduler.utils           [instance: …] Setting instance to ERROR state.
```
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from ...trace._events import Event, Facts
from .._fields import failure
from .._http_facts import Side, exchange_facts
from .._seen import Seen
from ..http_exchanges import plain_path
from ._clocks import ACCESS
from ._line import Line
from ._messages import Messages

_ACCESS = re.compile(
    r'\S+ "(?P<method>[A-Z]+) (?P<path>\S+)(?: HTTP/[\d.]+)?" status: (?P<status>\d{3}) .*?time: (?P<took>[\d.]+)'
)
_LOGGERS = ("nova.api.openstack.requestlog", "nova.osapi_compute.wsgi.server")
_REFUSED = re.compile(
    r"Failed to (?:schedule instances|compute_task_build_instances): (?:(?P<name>[\w.]+?)(?:_Remote)?: )?(?P<said>.*)"
)
_ERROR = re.compile(r"Setting instance (?:vm_state )?to ERROR")


class AccessLog:
    """Reads the log of nova-api."""

    def __init__(self, component: str, clock: str) -> None:
        self._component = component
        self._clock = clock
        self._numbers = itertools.count(1)

    def read(self, line: Line) -> Iterator[Seen]:
        """An exchange: it is logged when it is over, with how long it took."""
        access = _ACCESS.match(line.text) if line.logger in _LOGGERS else None
        if access is None:
            return
        method, path = access["method"], plain_path(access["path"])
        instance, facts = exchange_facts(Side(method, path, None, answer=False))
        asked = Event(
            seq=0, time=line.time - float(access["took"]), clock=f"{self._clock}{ACCESS}", channel="http",
            kind="request", source=UNSET, target=self._component, instance_id=instance or UNSET,
            request_id=line.requests[0] if line.requests else UNSET,
            exchange=f"{self._clock}{ACCESS}:{next(self._numbers)}", method=method, path=path, facts=facts,
        )  # fmt: skip
        yield Seen(asked, server=self._component, serves=line.requests)
        yield Seen(self._answer(line, asked, int(access["status"])), actor=self._component)

    def _answer(self, line: Line, asked: Event, status: int) -> Event:
        facts = Facts(failure=failure(f"HTTP {status}", None)) if status >= 400 else Facts()
        return replace(
            asked, kind="response", time=line.time, source=self._component, target=UNSET, status=status, facts=facts
        )

    def end(self) -> Iterator[Seen]:
        """Nothing waits."""
        return iter(())


class FailureLog:
    """Reads what conductors and computes say of boots that come to nothing."""

    def __init__(self, component: str, clock: str, messages: Messages) -> None:
        self._component = component
        self._clock = clock
        self._messages = messages
        self._instances: dict[str, str] = {}

    def read(self, line: Line) -> Iterator[Seen]:
        """A state of error; and why."""
        request = line.requests[0] if line.requests else ""
        refused = _REFUSED.match(line.text)
        if refused is not None:
            name = (refused["name"] or "").rpartition(".")[2] or "failure"
            self._messages.failures.setdefault(request, failure(name, refused["said"].strip()))
        if line.instance is not None and _ERROR.match(line.text):
            yield Seen(self._error(line, self._messages.failures.get(request)))

    def _error(self, line: Line, why: Any) -> Event:
        return Event(
            seq=0, time=line.time, clock=self._clock, channel="state", kind="change",
            request_id=line.requests[0] if line.requests else UNSET, instance_id=line.instance or UNSET,
            vm_state="error", task_state=None, facts=Facts(failure=why) if why is not None else Facts(),
        )  # fmt: skip

    def end(self) -> Iterator[Seen]:
        """Nothing waits."""
        return iter(())
