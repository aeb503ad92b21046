"""Known failures that a run lives with for a while (CONTRACT section 6)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from ._toml import read_toml
from .errors import UsageError
from .verdicts import CLAUSES, FAIL, PASS, WAIVED, ClauseVerdict


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """A clause that may fail, for a reason, until (and on) a day; everywhere, or in one scenario."""

    clause: str
    reason: str
    until: datetime.date
    scenario: str | None = None
    link: str | None = None

    def covers(self, clause: str, scenario: str | None) -> bool:
        """Whether it is about that clause of a boot of that scenario."""
        return clause == self.clause and self.scenario in (None, scenario)


class Waivers:
    """The waivers of one file, and what became of them.

    :param today: the day on which the run is made.
    """

    def __init__(self, waivers: tuple[Waiver, ...] = (), where: str = "", today: datetime.date | None = None) -> None:
        self.all = waivers
        self._where = where
        self._today = today or datetime.datetime.now(datetime.UTC).date()
        self._seen: dict[Waiver, bool] = {}

    def apply(self, clause: ClauseVerdict, scenario: str | None) -> ClauseVerdict:
        """The verdict, waived if it failed and a waiver that is still good covers it."""
        for waiver in self.all:
            if waiver.covers(clause.id, scenario):
                self._seen[waiver] = self._seen.get(waiver, False) or clause.verdict != PASS
                if clause.verdict == FAIL and not clause.expected and waiver.until >= self._today:
                    return structs.replace(clause, verdict=WAIVED, reason=waiver.reason)
        return clause

    def faults(self, among: Container[str] = CLAUSES) -> list[str]:
        """One line for each waiver that has to go: it has expired, or what it waives passes in every boot it covers.

        :param among: the clauses that are of interest.
        """
        found = (self._fault(waiver) for waiver in self.all if waiver.clause in among)
        return [f"{self._where}: {fault}" for fault in found if fault is not None]

    def _fault(self, waiver: Waiver) -> str | None:
        of = f"{waiver.clause} in scenario {waiver.scenario}" if waiver.scenario else waiver.clause
        if waiver.until < self._today:
            return f"the waiver of {of} expired on {waiver.until}; renew or remove it"
        if self._seen.get(waiver) is False:
            return f"{of} is waived and passes; remove the waiver"
        return None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...] = ()


def load_waivers(path: Path, today: datetime.date | None = None) -> Waivers:
    """The waivers in a TOML file.

    :raises UsageError: the file cannot be read, is no TOML, or says something no waiver can say.
    """
    where = str(path)
    raw = read_toml(path, where)
    try:
        file = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        what, place = _place(str(error))
        mend = "a [[waiver]] has clause, reason, until (a date), and perhaps scenario and link"
        raise UsageError(what, f"{where}{place}", mend) from error
    for number, waiver in enumerate(file.waiver, 1):
        if waiver.clause not in CLAUSES:
            mend = "CF-01 to CF-28, CF-S1 to CF-S5, CF-ONCE, CF-ADDRESS, CF-END or CF-RELEASE"
            raise UsageError(f"there is no clause {waiver.clause!r}", f"{where}: waiver {number}", mend)
        if not waiver.reason.strip():
            raise UsageError("a waiver without a reason", f"{where}: waiver {number}", "say why it is waived")
    return Waivers(file.waiver, where, today)


def _place(message: str) -> tuple[str, str]:
    """The message without its JSON path, and the path in words: `: waiver 2, until`."""
    what, _, path = message.partition(" - at `$.")
    found = re.match(r"waiver\[(\d+)\]\.?(\w*)", path)
    if found is None:
        return what, ""
    return what, f": waiver {int(found[1]) + 1}" + (f", {found[2]}" if found[2] else "")
