"""The log of a PostgreSQL server that logs every statement (`log_statement = 'all'`): its `csvlog`, or its plain text.

Each record says when (`log_timezone = 'UTC'`, or this machine's), who (the database user) and what, with parameters
that were sent apart in its detail (https://www.postgresql.org/docs/current/runtime-config-logging.html). Plain text has
of this what its `log_line_prefix` says: it needs `%u`, and `%m`, `%n` or `%t`.
"""

from __future__ import annotations

import re
import time
from calendar import timegm
from collections.abc import Iterator, Sequence
from typing import Protocol

from ..errors import TraceError, UsageError
from ._fields import known
from .sql import Logged

PREFIX = "%m [%p] %q%u@%d "
"""Debian's."""
_STATEMENT = re.compile(r"(?:duration: [\d.]+ ms +)?(?:statement|execute [^:]*): (.*)", re.DOTALL)
_PARAMETER = re.compile(r"(\$\d+) = (?:NULL|'((?:[^']|'')*)')")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (\S+)")
_MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_ESCAPES = {
    "m": rf"(?P<moment>{_MOMENT}\.\d+ \S+)", "t": rf"(?P<second>{_MOMENT} \S+)", "n": r"(?P<unix>\d+\.\d+)",
    "u": r"(?P<user>\S*?)", "p": r"\d+", "P": r"\d*", "l": r"\d+", "x": r"\d+", "c": r"[0-9a-f.]+",
    "s": rf"{_MOMENT} \S+",
    "%": "%", "e": r"\w{5}", "Q": r"-?\d+", "r": r"\S*?", "h": r"\S*?", "v": r"\S*?", "d": r"\S*?",
}  # fmt: skip
_FIELD = re.compile(r'(?:"((?:[^"]+|"")*+)"|([^",\n]*))([,\n])')
"""The standard library's reader of csv has a bound for fields, which statements go beyond, and it is the process's."""
_CSV_TIME, _CSV_USER, _CSV_MESSAGE, _CSV_DETAIL = 0, 1, 13, 14


class Format(Protocol):
    """How a log is written."""

    def records(self, text: str) -> tuple[list[Logged], str]:
        """The statements in whole records, and what is left over.

        :raises TraceError: it is another kind of log.
        """


class CsvFormat:
    """`log_destination = 'csvlog'`."""

    def __init__(self, where: str) -> None:
        self._where = where

    def records(self, text: str) -> tuple[list[Logged], str]:
        """See `Format`. A record may have lines of its own, within quotes."""
        begin, end, quotes = 0, 0, 0
        while (line := text.find("\n", begin)) >= 0:
            quotes += text.count('"', begin, line)
            begin = line + 1
            end = begin if quotes % 2 == 0 else end
        return [logged for row in self._rows(text[:end]) if (logged := self._logged(row))], text[end:]

    def _rows(self, text: str) -> Iterator[list[str]]:
        row: list[str] = []
        at = 0
        while at < len(text):
            field = _FIELD.match(text, at)
            if field is None:
                raise TraceError("a record that is no csv", self._where, "name a csvlog of PostgreSQL")
            quoted, plain, end = field.groups()
            row.append(plain if quoted is None else quoted.replace('""', '"'))
            at = field.end()
            if end == "\n":
                yield row
                row = []

    def _logged(self, row: Sequence[str]) -> Logged | None:
        if len(row) <= _CSV_DETAIL:
            raise TraceError("a record of fewer than 15 fields", self._where, "name a csvlog of PostgreSQL")
        said = _STATEMENT.fullmatch(row[_CSV_MESSAGE])
        if said is None:
            return None
        return Logged(_unix(row[_CSV_TIME], self._where), known(row[_CSV_USER]), said[1], _parameters(row[_CSV_DETAIL]))


class TextFormat:
    """`log_destination = 'stderr'`.

    :param prefix: the server's `log_line_prefix`.
    :raises UsageError: it does not say who and when.
    """

    def __init__(self, prefix: str, where: str) -> None:
        self._where = where
        self._line = re.compile(rf"{_pattern(prefix)}(?P<severity>[A-Z]+\d?):  (?P<rest>.*)", re.DOTALL)
        if "user" not in self._line.groupindex or not {"moment", "second", "unix"} & self._line.groupindex.keys():
            raise UsageError(f"log_line_prefix {prefix!r} does not say who and when", where, "put %u and %m into it")

    def records(self, text: str) -> tuple[list[Logged], str]:
        """See `Format`. What continues a record begins with a tab."""
        whole, newline, rest = text.rpartition("\n")
        found: list[Logged] = []
        for record in re.split(r"\n(?!\t)", whole) if newline else []:
            line = self._line.match(record.replace("\n\t", "\n"))
            if line and line["severity"] == "LOG":
                found += self._logged(line)
            elif line and line["severity"] == "DETAIL" and found:
                last = found[-1]
                found[-1] = Logged(last.time, last.user, last.text, _parameters(line["rest"]))
        return found, rest

    def _logged(self, line: re.Match[str]) -> Iterator[Logged]:
        said, parts = _STATEMENT.fullmatch(line["rest"]), line.groupdict()
        if said is None:
            return
        at = parts.get("moment") or parts.get("second")
        moment = float(parts["unix"]) if parts.get("unix") else _unix(at or "", self._where)
        yield Logged(moment, known(parts.get("user")), said[1])


def _pattern(prefix: str) -> str:
    """The prefix as an expression. What stands behind `%q` is written for sessions alone."""
    session, pieces = False, []
    for width, escape, plain in re.findall(r"%(-?\d*)(.)|([^%]+)", prefix):
        if escape == "q":
            session = True
            pieces.append("(?:")
        elif escape:
            pad = " *" if width else ""
            pieces.append(f"{pad}{_ESCAPES.get(escape, '.*?')}{pad}")
        else:
            pieces.append(re.escape(plain))
    return "".join(pieces) + (")?" if session else "")


def _parameters(detail: str) -> dict[str, str | None]:
    """`parameters: $1 = 'a', $2 = NULL`."""
    if not detail.lower().startswith("parameters:"):
        return {}
    return {each[1]: None if each[2] is None else each[2].replace("''", "'") for each in _PARAMETER.finditer(detail)}


def _unix(stamp: str, where: str) -> float:
    found = _STAMP.fullmatch(stamp)
    if found is None:
        raise TraceError("a record without a time", where, "name a log of PostgreSQL")
    moment = time.strptime(found[1], "%Y-%m-%d %H:%M:%S")
    if found[3] in ("UTC", "GMT"):
        seconds = float(timegm(moment))
    elif found[3] in time.tzname:
        seconds = time.mktime((*moment[:8], time.tzname.index(found[3])))
    else:
        raise TraceError(f"times of the zone {found[3]}", where, "set log_timezone = 'UTC'")
    return seconds + float(found[2] or 0.0)
