"""A real PostgreSQL: what its log shows, plain and as csv, and parameters that were sent apart."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.sql import SqlOptions, SqlProbe

from . import _servers

PREFIX = "%m [%p] %q%u@%d/%a "
CREATED = (
    "CREATE TABLE instances (uuid TEXT, host TEXT, vcpus INT)", "CREATE TABLE flavors (id INT, flavorid TEXT)",
    "CREATE ROLE nova_api LOGIN SUPERUSER",
)  # fmt: skip


class Server:
    """One server, in a folder of its own."""

    def __init__(self, folder: Path, user: str | None, *, csv: bool) -> None:
        self._programs = {name: _servers.program(name) for name in ("initdb", "pg_ctl", "psql", "pgbench")}
        self._folder, self._user, self._port = folder, user, _servers.free_port()
        self.log = folder / ("log/server.csv" if csv else "server.log")
        settings = {
            "port": self._port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
            "log_statement": "all", "log_timezone": "UTC", "log_line_prefix": PREFIX, "fsync": "off",
            "logging_collector": "on" if csv else "off", "log_destination": "csvlog" if csv else "stderr",
            "log_directory": folder / "log", "log_filename": "server.log",
        }  # fmt: skip
        self._run("initdb", "-D", folder / "data", "-U", "judge", "-A", "trust", "--locale=C", "-E", "UTF8")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def start(self) -> None:
        log = () if self.log.suffix == ".csv" else ("-l", self.log)
        self._run("pg_ctl", "-D", self._folder / "data", "-w", *log, "start")
        for statement in CREATED:
            self.run(statement, user="judge")

    def stop(self) -> None:
        """What it was to log is written by then."""
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "fast", "-w", "stop")

    def run(self, statement: str, user: str = "nova_api") -> None:
        self._run("psql", "-h", "127.0.0.1", "-p", self._port, "-U", user, "-q", "-c", statement, "postgres")

    def run_with_parameters(self, statement: str, **values: object) -> None:
        """By the extended protocol, as drivers that prepare statements do."""
        script = self._folder / "script"
        script.write_text(f"{statement};\n")
        given = [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
        where = ["-h", "127.0.0.1", "-p", self._port, "-U", "nova_api"]
        self._run("pgbench", *where, "-n", "-t", 1, "-M", "extended", "-f", script, *given, "postgres")

    def _run(self, name: str, *arguments: object) -> None:
        _servers.run([self._programs[name], *arguments], self._user)


@pytest.fixture
def server() -> Iterator[Callable[..., Server]]:
    user, running = _servers.somebody("postgres"), []
    _servers.program("initdb")
    with _servers.folder(user) as folder:

        def server(*, csv: bool) -> Server:
            made = Server(folder, user, csv=csv)
            made.start()
            running.append(made)
            return made

        yield server
        for each in running:
            if (folder / "data" / "postmaster.pid").exists():
                each.stop()


def watching(server: Server) -> SqlProbe:
    probe = SqlProbe(SqlOptions(log=str(server.log), prefix=PREFIX), Components())
    probe.open()
    return probe


def shown(probe: SqlProbe) -> list[tuple]:
    events = [each.event for each in probe.take()]
    return [(event.kind, event.table, event.source, event.instance_id, event.facts.host) for event in events]


def test_the_plain_log_is_read_as_it_grows(server):
    postgresql = server(csv=False)
    postgresql.run("INSERT INTO instances (uuid, host) VALUES ('before', 'h')")
    probe = watching(postgresql)
    postgresql.run("INSERT INTO instances (uuid, host) VALUES ('s1', 'it''s\nh1')")
    assert shown(probe) == [("write", "instances", "nova-api", "s1", "it's\nh1")]
    postgresql.run("UPDATE instances SET host = E'h\\'2' WHERE instances.uuid = 's1'::TEXT")
    assert shown(probe) == [("write", "instances", "nova-api", "s1", "h'2")]
    assert shown(probe) == []
    probe.close()


def test_parameters_that_are_sent_apart_are_values_too(server):
    postgresql = server(csv=False)
    probe = watching(postgresql)
    postgresql.run_with_parameters("SELECT 1 FROM instances WHERE instances.uuid = :uuid::text", uuid="s7")
    (read,) = probe.take()
    assert (read.event.kind, read.event.instance_id) == ("read", "s7")
    probe.close()


def test_the_csvlog_is_read(server):
    postgresql = server(csv=True)
    probe = watching(postgresql)
    postgresql.run("INSERT INTO instances (uuid, host) VALUES ('s1', 'a \"quoted\"\nhost, with more')")
    postgresql.run_with_parameters("SELECT 1 FROM instances WHERE instances.uuid = :uuid::text", uuid="s7")
    postgresql.stop()
    first, second = shown(probe)
    assert first == ("write", "instances", "nova-api", "s1", 'a "quoted"\nhost, with more')
    assert second[3] == "s7"
    probe.close()


def test_a_log_that_is_replaced_is_read_to_its_end_and_then_the_new_one(server, tmp_path):
    postgresql = server(csv=False)
    probe = watching(postgresql)
    postgresql.run("INSERT INTO instances (uuid) VALUES ('s1')")
    postgresql.stop()
    postgresql.log.rename(postgresql.log.with_suffix(".1"))
    postgresql._run("pg_ctl", "-D", postgresql._folder / "data", "-w", "-l", postgresql.log, "start")
    postgresql.run("INSERT INTO instances (uuid) VALUES ('s2')")
    assert [each[3] for each in shown(probe)] == ["s1", "s2"]
    probe.close()


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    probe = SqlProbe(SqlOptions(log=str(tmp_path / "none.csv")), Components())
    with pytest.raises(TargetError, match=r"none.csv cannot be read: No such file"):
        probe.open()
