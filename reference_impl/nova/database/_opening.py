"""Opens a database: in memory at almost no cost, in a file for threads, or on a server.

In memory, the tables are made once in a process and copied for each database; the compiled statements are shared.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import StaticPool

from ...observe import Observe, nobody
from . import _tables as tables
from ._records import Quota
from ._store import Database

_IN_MEMORY = ("sqlite://", "sqlite:///:memory:")
_WAIT = 30.0
"""Seconds that a writer waits for another one to be done with a file."""
_MORE_CONNECTIONS = 50
"""Beside those that are kept; one for each thread that is at work at once."""
_encode = msgspec.json.Encoder().encode
_JSON: dict[str, Any] = {
    "json_serializer": lambda value: _encode(value).decode(),
    "json_deserializer": msgspec.json.Decoder().decode,
}
_compiled: dict[Any, Any] = {}


def open_database(
    url: str = "sqlite://",
    observe: Observe = nobody,
    *,
    now: Callable[[], float] = time.time,
    defaults: Quota | None = None,
) -> Database:
    """The database at an SQLAlchemy URL, its tables made if they are not there; `sqlite://` is in memory.

    :param now: UNIX seconds; for the times that rows bear.
    :param defaults: what projects may have at most that have no quota of their own; else nova's own limits.
    """
    if url in _IN_MEMORY:
        engine = _copied()
        return Database(engine, observe, now=now, defaults=defaults, shared=engine.connect())
    return Database(_opened(url), observe, now=now, defaults=defaults)


def _opened(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, max_overflow=_MORE_CONNECTIONS, **_JSON)
    else:
        own = {"timeout": _WAIT, "isolation_level": None}
        engine = create_engine(url, connect_args=own, max_overflow=_MORE_CONNECTIONS, **_JSON)
        event.listen(engine, "connect", _write_ahead)
        event.listen(engine, "begin", _begin)
    tables.metadata.create_all(engine)
    return engine


def _copied() -> Engine:
    """A database of its own in memory, whose one connection serves all its users, one at a time."""
    engine, content = _template()

    def connect() -> DBAPIConnection:
        connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        connection.deserialize(content)
        return cast(DBAPIConnection, connection)

    copy = Engine(StaticPool(connect, dialect=engine.dialect), engine.dialect, engine.url)
    return copy.execution_options(compiled_cache=_compiled)


@cache
def _template() -> tuple[Engine, bytes]:
    """An engine that knows what SQLite can do, and an empty database with all tables."""
    engine = create_engine("sqlite://", poolclass=StaticPool, **_JSON)
    tables.metadata.create_all(engine)
    with engine.connect() as connection:
        content = _own(connection).serialize()
    engine.dispose()
    return engine, content


def _write_ahead(connection: sqlite3.Connection, _record: object) -> None:
    """Readers and the one writer of a file do not wait for each other."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin(connection: Connection) -> None:
    """What writes has the database to itself from its first read on; what only reads needs no transaction."""
    if connection.get_execution_options().get("writes"):
        _own(connection).execute("BEGIN IMMEDIATE")


def _own(connection: Connection) -> sqlite3.Connection:
    """SQLite's connection below SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)
