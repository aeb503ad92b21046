"""The database server: made, started, and given its databases and users."""

from __future__ import annotations

import getpass
import os
import re
import subprocess

from pytest_cloudflow.errors import TargetError

from ..packages import Packages
from ..steps import run_tool
from ._cloud import Cloud
from ._ports import LOOPBACK
from ._processes import Processes
from ._services import DATABASES, PROBE
from ._waiting import Waiting

NAME = "mariadb"


class Mariadb:
    """MariaDB. Its administrator is whoever runs this, by the socket and with no password."""

    def __init__(self, cloud: Cloud, packages: Packages) -> None:
        self._cloud = cloud
        self._packages = packages
        self._folder = cloud.folders.state / NAME
        self._socket = cloud.folders.run / "mariadb.sock"

    def start(self, processes: Processes) -> None:
        """Starts it, and makes it first if it was never there."""
        program = self._packages.root / "usr/sbin/mariadbd"
        self._make()
        command = [
            str(program),
            f"--defaults-file={self._cloud.folders.etc}/mariadb.cnf",
            f"--user={getpass.getuser()}",
        ]
        processes.start(NAME, command, self._packages.environment())

    def wait(self, processes: Processes, waiting: Waiting) -> None:
        """Until it answers."""
        log = self._cloud.folders.output / "mariadb.log"
        waiting.until(self._answers, "MariaDB answers", log=log, lives=lambda: processes.runs(NAME))

    def grant(self) -> None:
        """Makes the databases, and the users as the record has them."""
        self.query("".join(f"CREATE DATABASE IF NOT EXISTS {name};\n" for name in DATABASES) + self._users())

    def query(self, statements: str) -> list[list[str]]:
        """Runs statements as the administrator; the rows that come back.

        :raises TargetError: the server refuses.
        """
        told = self._client(statements)
        if told.returncode:
            log = self._cloud.folders.output / "mariadb.log"
            raise TargetError(f"MariaDB refuses: {_unquoted(told.stderr)}", "up", f"see {log}")
        return [line.split("\t") for line in told.stdout.splitlines()]

    def _make(self) -> None:
        if (self._folder / "mysql").is_dir():
            return
        user = getpass.getuser()
        command = [
            str(self._packages.root / "usr/bin/mariadb-install-db"),
            "--no-defaults",
            f"--basedir={self._packages.root}/usr",
            f"--datadir={self._folder}",
            f"--user={user}",
            "--auth-root-authentication-method=socket",
            f"--auth-root-socket-user={user}",
            "--skip-test-db",
            "--skip-name-resolve",
        ]
        log = self._cloud.folders.output / "mariadb-install.out"
        run_tool("making the database server", command, {**os.environ, **self._packages.environment()}, log)

    def _answers(self) -> bool:
        return self._socket.exists() and self._client("SELECT 1").returncode == 0

    def _client(self, statements: str) -> subprocess.CompletedProcess[str]:
        program = self._packages.root / "usr/bin/mariadb"
        return subprocess.run(
            [program, "--no-defaults", "-N", "-B", "-u", getpass.getuser(), "-S", self._socket],
            input=statements,
            env=self._packages.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _users(self) -> str:
        """Statements that make every service's user, and the one by which the kit reads the general log."""
        made = {user: self._user(user) for user in (*sorted({u for us in DATABASES.values() for u in us}), PROBE)}
        granted = [f"GRANT ALL ON {name}.* TO {_at(user)};" for name, users in DATABASES.items() for user in users]
        log = [f"GRANT SUPER ON *.* TO {_at(PROBE)};", f"GRANT SELECT, DROP ON mysql.general_log TO {_at(PROBE)};"]
        return "\n".join([*made.values(), *granted, *log])

    def _user(self, user: str) -> str:
        identified = f"IDENTIFIED BY '{self._cloud.password('mariadb', user)}'"
        return f"CREATE USER IF NOT EXISTS {_at(user)} {identified}; ALTER USER {_at(user)} {identified};"


def _unquoted(error: str) -> str:
    """What the client says, up to the first quote: what follows may be a statement that has a password."""
    return re.split(r"\s['\"`]|\n", error.strip(), maxsplit=1)[0]


def _at(user: str) -> str:
    return f"'{user}'@'{LOOPBACK}'"
