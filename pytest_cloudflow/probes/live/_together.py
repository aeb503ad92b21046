"""Several probes at once. What more than one of them sees is told by the first: they stand in the order of trust.

Otherwise a message that the broker showed and a log line mentioned would have been delivered twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from ...trace._events import Event, Watched
from .._seen import Seen
from ._probe import Changing, Note, Probe, unheard

_BY_SERVER = ("state", "hypervisor")
"""What is told of one server on these channels is all told by the same. A hypervisor is watched host by host: that
somebody watches some does not mean that he watches all."""


class Together:
    """Probes, opened and closed together.

    :param probes: in the order of trust.
    """

    def __init__(self, probes: Sequence[Probe]) -> None:
        self._probes = tuple(probes)
        self._open: list[Probe] = []
        self._kept: list[Seen] = []

    def about(self) -> list[str]:
        """What they watch and do, each with its name."""
        return [f"{probe.name}: {line}" for probe in self._probes for line in probe.about()]

    def open(self, note: Note = unheard) -> None:
        """Opens them one after another; if one cannot be opened, it and those before it are closed again.

        :param note: takes how each change that they make is undone by hand, before it is made.
        :raises TargetError: one of them cannot observe.
        """
        try:
            for probe in self._probes:
                if isinstance(probe, Changing):
                    probe.noting(note)
                self._open.append(probe)  # before it is open: it may fail half-way
                probe.open()
        except BaseException as error:
            self._close_after(error)
            raise

    @property
    def watched(self) -> Watched:
        """What at least one of them watches."""
        return _union(probe.watched for probe in self._probes)

    def take(self) -> list[Seen]:
        """What was observed since they were last asked; nothing of it twice.

        :raises TargetError: one of them can observe no longer; what the others did is kept for the next time.
        """
        held: list[Watched] = []
        told_of: set[object] = set()
        errors: list[Exception] = []
        for probe in self._probes:
            try:
                new = [each for each in probe.take() if not _is_held(each.event, held, told_of)]
            except Exception as error:  # noqa: BLE001 -- the others still have to be asked; raised below
                errors.append(error)
                continue
            held.append(probe.watched)
            told_of.update(_server(each.event) for each in new if each.event.channel in _BY_SERVER)
            self._kept += new
        if errors:
            raise errors[0]
        seen, self._kept = self._kept, []
        return seen

    def close(self) -> None:
        """Closes them, the last first; each of them, whatever comes of one."""
        errors: list[Exception] = []
        while self._open:
            try:
                self._open.pop().close()
            except Exception as error:  # noqa: BLE001 -- the others still have to be closed; raised below
                errors.append(error)
        if errors:
            raise errors[0]

    def _close_after(self, error: BaseException) -> None:
        """Closes them; the error that was first is the one to be told, with what came of closing as a note."""
        try:
            self.close()
        except Exception as left:  # noqa: BLE001 -- see above
            error.add_note(str(left))


def _is_held(event: Event, held: Sequence[Watched], told_of: Set[object]) -> bool:
    """Whether somebody more trusted has told it."""
    if event.channel in _BY_SERVER and _server(event) in told_of:
        return True
    if event.channel == "hypervisor":
        return False
    return any(_holds(watched, event) for watched in held)


def _server(event: Event) -> tuple[object, object]:
    return event.channel, event.instance_id


def _holds(watched: Watched, event: Event) -> bool:
    """Whether somebody who watches so much has seen the event."""
    places = watched.get(event.channel, ())
    return "*" in places or event.source in places or event.target in places


def _union(maps: Iterable[Watched]) -> Watched:
    """All places of all maps; `*` stands for every other."""
    union: dict[str, set[str]] = {}
    for watched in maps:
        for channel, places in watched.items():
            union.setdefault(channel, set()).update(places)
    return {channel: ["*"] if "*" in places else sorted(places) for channel, places in union.items() if places}
