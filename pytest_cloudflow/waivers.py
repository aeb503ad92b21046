"""Known failures that a run lives with for a while (CONTRACT section 6)."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from .errors import UsageError
from .verdicts import CLAUSES, FAIL, PASS, WAIVED, ClauseVerdict

MAX_BYTES = 1 << 20


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

    def faults(self) -> list[str]:
        """One line for each waiver that has to go: it has expired, or what it waives passes in every boot it covers."""
        lines = []
        for waiver in self.all:
            if waiver.until < self._today:
                lines.append(
                    f"{self._where}: the waiver of {waiver.clause} expired on {waiver.until}; renew or remove it"
                )
            elif self._seen.get(waiver) is False:
                lines.append(f"{self._where}: {waiver.clause} is waived and passes; remove the waiver")
        return lines


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...] = ()


def load_waivers(path: Path, today: datetime.date | None = None) -> Waivers:
    """The waivers in a TOML file.

    :raises UsageError: the file cannot be read, is no TOML, or says something no waiver can say.
    """
    where = str(path)
    raw = _toml(path, where)
    try:
        file = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$.")
        mend = "a [[waiver]] has clause, reason, until (a date), and perhaps scenario and link"
        raise UsageError(what, f"{where}: {place.rstrip('`')}" if place else where, mend) from error
    for number, waiver in enumerate(file.waiver, 1):
        if waiver.clause not in CLAUSES:
            mend = "CF-01 to CF-28, CF-S1 to CF-S5, CF-ONCE, CF-ADDRESS, CF-END or CF-RELEASE"
            raise UsageError(f"there is no clause {waiver.clause!r}", f"{where}: waiver {number}", mend)
        if not waiver.reason.strip():
            raise UsageError("a waiver without a reason", f"{where}: waiver {number}", "say why it is waived")
    return Waivers(file.waiver, where, today)


def _toml(path: Path, where: str) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"the waivers cannot be read: {error.strerror}", where, "name a readable file") from error
    if len(content) > MAX_BYTES:
        raise UsageError("a file of waivers is at most 1 MiB", where, "name a file of waivers")
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8 at byte {error.start}", where, "TOML is UTF-8 text") from error
    except RecursionError as error:
        raise UsageError("broken TOML: nested too deeply", where, "mend the syntax") from error
    except ValueError as error:
        raise UsageError(f"broken TOML: {error}", where, "mend the syntax there") from error
