"""A real MariaDB: what is logged, and that everything is left as it was found."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.sql import SqlOptions, SqlProbe

from . import _servers

pytest.importorskip("pymysql", reason="needs PyMySQL")
SETTINGS = "SELECT @@global.general_log, @@global.log_output"
ROWS = "SELECT count(*) FROM mysql.general_log"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server with users `root` and `nova_api`, and nova's tables."""
    install, server, client = map(_servers.program, ("mariadb-install-db", "mariadbd", "mariadb"))
    user, port, usr = _servers.somebody("mysql"), _servers.free_port(), server.parents[1]
    with _servers.folder(user) as folder:
        own = ["--no-defaults", f"--basedir={usr}", f"--datadir={folder}/data"]
        _servers.run([install, *own, "--auth-root-authentication-method=normal", "--skip-test-db"], user)
        own += [f"--lc-messages-dir={usr}/share/mysql", f"--plugin-dir={usr}/lib/mysql/plugin"]
        own += [f"--socket={folder}/s", f"--pid-file={folder}/pid", f"--port={port}", "--bind-address=127.0.0.1"]
        own += ["--innodb-buffer-pool-size=16M", "--skip-name-resolve"]
        with _servers.running([server, *own], "ready for connections", user):
            _servers.run([client, "--no-defaults", f"--socket={folder}/s", "-uroot"], None, given=CREATED)
            yield f"mysql://judge:hush@127.0.0.1:{port}"


CREATED = """
CREATE DATABASE nova; CREATE TABLE nova.instances (uuid CHAR(36), host CHAR(36), key_data TEXT);
CREATE TABLE nova.flavors (id INT, flavorid CHAR(36));
CREATE USER nova_api@'127.0.0.1' IDENTIFIED BY 'x'; GRANT ALL ON nova.* TO nova_api@'127.0.0.1';
CREATE USER judge@'127.0.0.1' IDENTIFIED BY 'hush'; GRANT ALL ON *.* TO judge@'127.0.0.1';
"""


@pytest.fixture
def judge(url) -> Iterator[Engine]:
    """An administrator, who finds the server as it is of itself, and leaves it so."""
    engine = create_engine(url.replace("mysql:", "mysql+pymysql:"), isolation_level="AUTOCOMMIT")
    reset = ("SET GLOBAL general_log = 0", "SET GLOBAL log_output = 'FILE'", "TRUNCATE TABLE mysql.general_log")
    for statement in reset:
        run(engine, statement)
    yield engine
    for statement in reset:
        run(engine, statement)
    engine.dispose()


@pytest.fixture
def nova(url) -> Iterator[Engine]:
    engine = create_engine(url.replace("mysql://judge:hush", "mysql+pymysql://nova_api:x") + "/nova")
    yield engine
    engine.dispose()


def run(engine: Engine, statement: str, **values: object) -> list[tuple]:
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


@pytest.fixture
def probe(url):
    made = []

    def probe(allow: bool = True) -> SqlProbe:
        made.append(SqlProbe(SqlOptions(url=url, allow_logging=allow), Components()))
        return made[-1]

    yield probe
    for each in made:
        each.close()


def test_statements_are_seen_with_who_made_them(judge, nova, probe):
    watching = probe()
    watching.open()
    run(nova, "INSERT INTO instances (uuid, host, key_data) VALUES (:u, :h, 'secret')", u="s1", h="it's")
    run(nova, "SELECT flavors.id FROM flavors WHERE flavors.flavorid = :f", f="f1")
    written, read = watching.take()
    assert (written.event.kind, written.event.source, written.event.instance_id) == ("write", "nova-api", "s1")
    assert written.event.facts.host == "it's"
    assert (read.event.kind, read.event.table, read.event.facts.flavor_id) == ("read", "flavors", "f1")
    assert written.event.time < read.event.time
    assert watching.take() == []
    assert watching.watched == {"db": ["*"]}


def test_what_was_before_is_left_out(judge, nova, probe):
    run(judge, "SET GLOBAL log_output = 'TABLE'")
    run(judge, "SET GLOBAL general_log = 1")
    run(nova, "SELECT * FROM instances")
    watching = probe(allow=False)
    watching.open()
    run(nova, "SELECT * FROM flavors")
    assert [each.event.table for each in watching.take()] == ["flavors"]


@pytest.mark.parametrize(
    ("logs", "output"), [(0, "FILE"), (0, "TABLE"), (0, "NONE"), (1, "FILE"), (1, "TABLE"), (1, "FILE,TABLE")]
)
def test_the_state_that_was_found_is_the_state_that_is_left(judge, nova, probe, logs, output):
    run(judge, f"SET GLOBAL log_output = '{output}'")
    run(judge, f"SET GLOBAL general_log = {logs}")
    watching = probe()
    watching.open()
    run(nova, "SELECT * FROM instances")
    assert len(watching.take()) == 1
    watching.close()
    assert run(judge, SETTINGS) == [(logs, output)]
    if not logs:
        assert run(judge, ROWS) == [(0,)]


def test_where_something_is_logged_to_a_file_it_still_is(judge, probe):
    run(judge, "SET GLOBAL general_log = 1")
    watching = probe()
    watching.open()
    assert run(judge, SETTINGS) == [(1, "FILE,TABLE")]


def test_rows_that_were_there_stay(judge, probe):
    run(judge, "SET GLOBAL log_output = 'TABLE'")
    run(judge, "SET GLOBAL general_log = 1")
    run(judge, "SELECT 'of somebody else'")
    run(judge, "SET GLOBAL general_log = 0")
    ((before,),) = run(judge, ROWS)
    watching = probe()
    watching.open()
    watching.close()
    ((after,),) = run(judge, ROWS)
    assert after >= before > 0


def test_a_log_that_somebody_empties_is_a_gap(judge, nova, probe):
    watching = probe()
    watching.open()
    run(nova, "SELECT * FROM instances")
    watching.take()
    run(judge, "TRUNCATE TABLE mysql.general_log")
    assert [each.event.kind for each in watching.take()] == ["gap"]


def test_it_is_not_turned_on_without_leave(judge, probe):
    with pytest.raises(TargetError, match=r"the general log is off.*allow_logging = true"):
        probe(allow=False).open()
    assert run(judge, SETTINGS) == [(0, "FILE")]


def test_a_user_who_may_not_is_told_so_and_nothing_is_changed(judge, url):
    refused = SqlProbe(SqlOptions(url=url.replace("judge:hush", "nova_api:x"), allow_logging=True), Components())
    with pytest.raises(TargetError, match="SUPER"):
        refused.open()
    assert run(judge, SETTINGS) == [(0, "FILE")]


def test_a_wrong_password_is_one_line_that_does_not_tell_it(url):
    wrong = SqlProbe(SqlOptions(url=url.replace("hush", "hush-hush"), allow_logging=True), Components())
    with pytest.raises(TargetError, match="Access denied") as error:
        wrong.open()
    assert "hush" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("logs", "output"), [(0, "FILE"), (0, "TABLE"), (1, "FILE")])
def test_how_to_undo_what_was_found_is_noted_before_it_is_done(judge, probe, logs, output):
    run(judge, f"SET GLOBAL log_output = '{output}'")
    run(judge, f"SET GLOBAL general_log = {logs}")
    noted = []
    watching = probe()
    watching.noting(lambda undo: noted.append((undo, run(judge, SETTINGS))))
    watching.open()
    [(undo, before)] = noted
    assert undo.startswith(f"SET GLOBAL general_log = {logs}; SET GLOBAL log_output = '{output}'")
    assert "MariaDB at 127.0.0.1" in undo
    assert before == [(logs, output)]


def test_where_nothing_is_changed_there_is_nothing_to_undo(judge, probe):
    run(judge, "SET GLOBAL log_output = 'TABLE'")
    run(judge, "SET GLOBAL general_log = 1")
    noted = []
    watching = probe()
    watching.noting(noted.append)
    watching.open()
    assert noted == []


def test_the_undoing_is_said_first(url):
    first, *_ = SqlProbe(SqlOptions(url=url, allow_logging=True), Components()).about()
    assert "SET GLOBAL general_log = 'OFF'" in first
    assert "or what `python -m pytest_cloudflow cleanup RUN` says was found" in first
    assert "hush" not in "".join(SqlProbe(SqlOptions(url=url), Components()).about())


def test_all_is_undone_though_the_connection_was_lost(judge, probe):
    watching = probe()
    watching.open()
    ((own,),) = run(judge, "SELECT connection_id()")
    for (number,) in run(judge, "SELECT id FROM information_schema.processlist WHERE user = 'judge'"):
        if number != own:
            run(judge, f"KILL CONNECTION {number}")
    with pytest.raises(TargetError):
        watching.take()
    watching.close()
    assert run(judge, SETTINGS) == [(0, "FILE")]
