"""`[probes.sql]`: what services read from their database and write to it, by what the server logs.

For MariaDB and MySQL the general log, by a connection: `url`. For PostgreSQL its log file: `log`.
"""

from __future__ import annotations

from msgspec import Struct

from ...errors import UsageError
from ...trace._events import Watched
from .._components import Components
from .._seen import Seen
from ..postgresql_log import PREFIX
from ..sql import CLOCK, Statements
from ._gap import gap
from ._general_log import GeneralLog
from ._probe import Note
from ._server_log import ServerLog
from ._urls import Secret

_WHERE = "[probes.sql]"


class SqlOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table: `url` or `log`.

    :param url: of MariaDB: `mysql://USER:PASSWORD@HOST:PORT`.
    :param allow_logging: whether its general log may be turned on where it is off.
    :param log: PostgreSQL's log file: a csvlog if it ends in `.csv`.
    :param prefix: its `log_line_prefix`, where it is no csvlog.
    :param components: whose database is on that server; all, if nothing is said.
    """

    url: Secret | None = None
    allow_logging: bool = False
    log: str | None = None
    prefix: str = PREFIX
    components: tuple[str, ...] = ("*",)


class SqlProbe:
    """Watches the channel `db`.

    :raises UsageError: neither a server nor a file is named, or both; or the URL is none of MariaDB.
    """

    name = "sql"

    def __init__(self, options: SqlOptions, components: Components) -> None:
        self._options = options
        self._log = _log(options)
        self._statements = Statements(components, mariadb=self._log.mariadb)

    def about(self) -> list[str]:
        """First how to undo by hand what is done to the server."""
        return self._log.about()

    def noting(self, note: Note) -> None:
        """See `Changing`; who reads a file changes nothing."""
        if isinstance(self._log, GeneralLog):
            self._log.noting(note)

    def open(self) -> None:
        """Begins to observe.

        :raises TargetError: the server or its file cannot be read, or does not log and may not be made to.
        """
        self._log.open()

    @property
    def watched(self) -> Watched:
        """The statements of those components whose database it is."""
        return {"db": list(self._options.components)}

    def take(self) -> list[Seen]:
        """See `Probe`."""
        logged, lost = self._log.take()
        seen = [each for statement in logged for each in self._statements.see(statement)]
        return [gap(CLOCK, logged, self.watched), *seen] if lost else seen

    def close(self) -> None:
        """Leaves the server as it was found."""
        self._log.close()


def _log(options: SqlOptions) -> GeneralLog | ServerLog:
    if options.url is not None and options.log is None:
        return GeneralLog(options.url, allowed=options.allow_logging)
    if options.log is not None and options.url is None:
        return ServerLog(options.log, options.prefix)
    what = "names both url and log" if options.url else "names neither url nor log"
    raise UsageError(what, _WHERE, "url of MariaDB, or log of PostgreSQL")
