"""What reads and writes have in common: connections, transactions, and the telling."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, Self, TypeAlias

from sqlalchemy import Connection, Engine, Executable

from ...context import Context
from ...observe import Observe, nobody
from ._errors import NotFound
from ._records import Quota

NAME = "nova-database"

Cells: TypeAlias = Sequence[Any]
"""A row: its cells in the order of the columns asked for."""


class Session:
    """An engine and an observer.

    :param engine: its connections begin transactions where the execution option `writes` is set.
    :param now: UNIX seconds; for the times that rows bear.
    :param defaults: what a project may have for which no quota was set.
    :param shared: a connection that all use, one at a time, each statement of which counts at once; `None` where each
        use has a connection, and each change a transaction, of its own.
    """

    def __init__(
        self,
        engine: Engine,
        observe: Observe = nobody,
        *,
        now: Callable[[], float] = time.time,
        defaults: Quota | None = None,
        shared: Connection | None = None,
    ) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._observe = observe
        self._now = now
        self._defaults = defaults or Quota()
        self._shared = shared
        self._turn = threading.RLock()

    def untold(self) -> Self:
        """The same database for who looks after it: of what is done there nobody is told."""
        other = copy(self)
        other._observe = nobody
        return other

    def close(self) -> None:
        """Gives back all connections."""
        if self._shared is not None:
            self._shared.close()
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._shared is not None:
            with self._turn:
                yield self._shared
            return
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Whoever writes reads first, and writes in one statement: so nothing half-done is left either way."""
        if self._shared is not None:
            with self._turn:
                yield self._shared
            return
        with self._writer.begin() as connection:
            yield connection

    def _rows(self, statement: Executable, **wanted: Any) -> list[Cells]:
        with self._reading() as connection:
            return list(connection.execute(statement, wanted).all())

    def _row(self, statement: Executable, what: str, wanted: str) -> Cells:
        with self._reading() as connection:
            return one_row(connection, statement, what, wanted)

    def _execute(self, statement: Executable, values: Mapping[str, Any]) -> int:
        """In a transaction of its own; how many rows it changed."""
        with self._writing() as connection:
            return int(connection.execute(statement, values).rowcount)

    def _tell(
        self,
        kind: str,
        ctx: Context,
        by: str,
        table: str,
        operation: str,
        facts: Mapping[str, Any],
        instance_id: str | None = None,
    ) -> None:
        self._observe(
            "db",
            kind,
            source=by,
            target=NAME,
            cause=ctx.serving,
            facts=facts,
            request_id=ctx.request_id,
            instance_id=instance_id,
            table=table,
            operation=operation,
        )


def one_row(connection: Connection, statement: Executable, what: str, wanted: str) -> Cells:
    """The row that the statement finds for `wanted`.

    :raises NotFound: there is none.
    """
    row = connection.execute(statement, {"wanted": wanted}).first()
    if row is None:
        raise NotFound(f"{what} {wanted}")
    return row
