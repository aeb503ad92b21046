"""MariaDB's general log, as a table: every statement, with its user and its time to the microsecond.

It is turned on only where that is allowed, and what was found is what is left: `general_log`, `log_output`, and the
table, if it was empty. The probe's own statements are kept out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from ...errors import TargetError
from ...trace._masking import mask
from .._fields import known
from ..sql import Logged
from ._probe import Note, unheard
from ._urls import address

_WHERE = "[probes.sql] url"
_URL = "mysql://USER:PASSWORD@HOST:PORT; for PostgreSQL name its log file: log = …"
_OFF = "SET GLOBAL general_log = 'OFF'; SET GLOBAL log_output = 'FILE'"
"""What a MariaDB that nobody has set up has."""
_STATEMENTS = "FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')"
_ALL = 2**63


class GeneralLog:
    """The statements of one server, from `open` to `close`.

    :param url: `mysql://USER:PASSWORD@HOST:PORT`.
    :param allowed: whether the log may be turned on where it is off.
    :raises UsageError: it is no URL of MariaDB or MySQL.
    """

    mariadb = True

    def __init__(self, url: str, *, allowed: bool) -> None:
        self._url = url
        self._address = address(url, ("mysql", "mariadb"), _WHERE, _URL)
        self._allowed = allowed
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._undo: list[str] = []
        self._note: Note = unheard
        self._taken = 0

    def about(self) -> list[str]:
        """How to undo by hand what is done to the server, and what is read. What it has set is not known yet."""
        server = f"the general log of MariaDB at {self._address}"
        if not self._allowed:
            return [f"reads {server}, if it is on (allow_logging is not set)"]
        undo = f"{_OFF}, or what `python -m pytest_cloudflow cleanup RUN` says was found"
        return [f"to undo by hand, if it is killed: {undo}", f"turns on {server}, as a table, and leaves it as it was"]

    def noting(self, note: Note) -> None:
        """See `Changing`."""
        self._note = note

    def open(self) -> None:
        """Turns the log on, if it is off.

        :raises TargetError: the server cannot be reached, or the log is off and may not be turned on.
        """
        try:
            with self._using():
                self._begin()
        except BaseException:
            self.close()
            raise

    def take(self) -> tuple[list[Logged], bool]:
        """What was logged since, and whether some of it was lost.

        :raises TargetError: the server cannot be reached any longer.
        """
        with self._using():
            lost = self._count() < self._taken  # somebody has emptied the table
            self._taken = 0 if lost else self._taken
            columns = "unix_timestamp(event_time), user_host, argument"
            rows = self._all(f"SELECT {columns} {_STATEMENTS} LIMIT {_ALL} OFFSET {self._taken}")
        self._taken += len(rows)
        return [Logged(float(time), _user(who), _text(what)) for time, who, what in rows], lost

    def close(self) -> None:
        """Leaves the server as it was found; by a connection of its own, since the other may be lost.

        :raises TargetError: it cannot be reached any longer; the message says what is to be undone.
        """
        engine, undo = self._engine, self._undo
        self._engine, self._undo = None, []
        try:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if engine is not None and undo:
                with self._using(f"undo by hand: {'; '.join(undo)}"), self._connected(engine) as connection:
                    for statement in undo:
                        connection.execute(text(statement))
        finally:
            if engine is not None:
                engine.dispose()

    def _begin(self) -> None:
        self._engine = _engine(self._url)
        self._connection = self._connected(self._engine)
        logs, output, slow = self._one("SELECT @@global.general_log, @@global.log_output, @@global.slow_query_log")
        self._taken = self._count()
        if not (logs and "TABLE" in output):
            self._turn_on(bool(logs), str(output), keep=bool(logs or slow))

    def _turn_on(self, logs: bool, output: str, *, keep: bool) -> None:
        """What else is logged keeps its place: the slow log goes where the general one goes."""
        if not self._allowed:
            mend = "set allow_logging = true, or turn it on: SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 'ON'"
            raise TargetError("the general log is off, or is no table", _WHERE, mend)
        assert self._connection is not None
        self._undo = [f"SET GLOBAL general_log = {int(logs)}", f"SET GLOBAL log_output = '{output}'"]
        if not logs and not self._rows():
            self._undo.append("TRUNCATE TABLE mysql.general_log")
        self._note(f"{'; '.join(self._undo)} (MariaDB at {self._address})")
        both = f"{output},TABLE" if keep and output != "NONE" else "TABLE"
        for statement in (f"SET GLOBAL log_output = '{both}'", "SET GLOBAL general_log = 1"):
            self._connection.execute(text(statement))

    def _connected(self, engine: Engine) -> Connection:
        connection = engine.connect()
        connection.execute(text("SET SESSION sql_log_off = 1"))
        return connection

    def _count(self) -> int:
        return int(self._one(f"SELECT count(*) {_STATEMENTS}")[0])

    def _rows(self) -> int:
        return int(self._one("SELECT count(*) FROM mysql.general_log")[0])

    def _one(self, statement: str) -> Sequence[Any]:
        return self._all(statement)[0]

    def _all(self, statement: str) -> Sequence[Sequence[Any]]:
        assert self._connection is not None
        return self._connection.execute(text(statement)).all()

    @contextmanager
    def _using(self, mend: str = "a URL mysql://USER:PASSWORD@HOST, of a user with SUPER") -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            said = mask(str(error.orig))
            raise TargetError(f"{self._address}: {said}", _WHERE, mend) from error
        except SQLAlchemyError as error:
            raise TargetError(f"cannot be used ({type(error).__name__})", _WHERE, mend) from error


def _engine(url: str) -> Engine:
    """What connects to the server.

    :raises TargetError: the driver is not installed.
    """
    try:
        return create_engine(
            make_url(url).set(drivername="mysql+pymysql"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        mend = "install pytest-cloudflow[mariadb], or PyMySQL itself"
        raise TargetError("PyMySQL is not installed", _WHERE, mend) from error


def _user(who: object) -> str | None:
    """`nova_api[nova_api] @ localhost [127.0.0.1]`."""
    return known(_text(who).partition("[")[0].strip())


def _text(value: object) -> str:
    """MySQL has the text of statements as bytes."""
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | bytearray | memoryview) else str(value)
