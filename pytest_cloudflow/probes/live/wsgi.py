"""`[probes.wsgi]`: every exchange of the APIs that have the middleware around them (`probes/wsgi.py`).

It reads what their processes append to their files, of which new ones may come and old ones go.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from ...errors import TargetError
from ...trace._events import Event, Watched
from .._components import Components
from .._livefile import ENDING
from .._seen import Seen
from ._growing import Growing

_CLIENT = "client"
_WHERE = "[probes.wsgi] folder"


class WsgiOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table.

    :param folder: where the middlewares leave their files.
    """

    folder: str


class WsgiProbe:
    """Watches the channel `http` at the components that have the middleware."""

    name = "wsgi"

    def __init__(self, options: WsgiOptions, components: Components) -> None:
        self._folder = Path(options.folder)
        self._components = components
        self._files: dict[tuple[Path, int], Growing] = {}
        self._old: set[tuple[Path, int]] = set()

    def about(self) -> list[str]:
        """Where it reads; it does nothing to the deployment."""
        return [f"what the middlewares of the APIs write to {self._folder}"]

    def open(self) -> None:
        """Notes where each file ends that is still written to.

        :raises TargetError: there is no such folder, nobody writes there, or it may not be read.
        """
        if not self._folder.is_dir():
            raise TargetError(f"there is no folder {self._folder}", _WHERE, "the folder that the middlewares are given")
        self._find(new=False)
        if not self._files:
            mend = "add the middleware to the services (docs/probes.md) and start them"
            raise TargetError(f"no service writes to {self._folder}", _WHERE, mend)

    @property
    def watched(self) -> Watched:
        """The components that have a file which is written to."""
        places = {place for file in self._files.values() for place in file.watched.get("http", ())}
        return {"http": sorted(places)} if places else {}

    def take(self) -> list[Seen]:
        """See `Probe`.

        :raises TargetError: a file cannot be read or is no trace.
        """
        self._find(new=True)
        seen = [each for file in self._files.values() for event in file.take() for each in self._seen(event)]
        for key in [key for key, file in self._files.items() if file.gone]:
            self._files.pop(key).close()
        return seen

    def close(self) -> None:
        """Lets go of the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._old.clear()

    def _find(self, *, new: bool) -> None:
        """Opens the files that are not open yet: those of processes that began since, from their beginning."""
        for path in sorted(self._folder.glob(f"*{ENDING}")):
            try:
                file = Growing(path, _WHERE)
            except FileNotFoundError:
                continue  # its process has just left it for a new one
            if file.key in self._files or file.key in self._old:
                file.close()
            elif new or file.grows:
                self._files[file.key] = file
                if not new:
                    file.skip()
            else:
                self._old.add(file.key)
                file.close()

    def _seen(self, event: Event) -> Iterator[Seen]:
        """By what it can be tied: the id that was handed in goes with the request, the API's own with the response."""
        if event.channel != "http":
            yield Seen(event)
            return
        event = _without_client(event)
        request = (event.request_id,) if isinstance(event.request_id, str) else ()
        if event.kind == "response":
            yield Seen(event, actor=_name(event.source), server=_name(event.source), serves=request)
            return
        subject = event.facts.subject_token
        yield Seen(
            event,
            actor=_name(event.source),
            server=_name(event.target),
            acts_under=request,
            serves=request,
            subject=subject if isinstance(subject, str) else None,
        )


def _without_client(event: Event) -> Event:
    """A command line tells that a client asks, and not whose: the kit's own client knows its exchanges by their ids."""
    if event.source == _CLIENT:
        return replace(event, source=UNSET)
    return replace(event, target=UNSET) if event.target == _CLIENT else event


def _name(component: object) -> str | None:
    return component if isinstance(component, str) else None
