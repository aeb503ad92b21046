"""`[probes.sql]`: what stands in its table, and what it says of itself."""

import sys

import pytest

from pytest_cloudflow.errors import TargetError, UsageError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.sql import SqlOptions, SqlProbe


@pytest.mark.parametrize(
    ("options", "what"),
    [(SqlOptions(), "names neither url nor log"), (SqlOptions(url="mysql://h", log="f"), "names both url and log")],
)
def test_it_is_one_server_or_one_file(options, what):
    with pytest.raises(UsageError, match=what):
        SqlProbe(options, Components())


@pytest.mark.parametrize("url", ["no url", "postgresql://u:hush@h"])
def test_a_url_of_something_else_is_one_line(url):
    with pytest.raises(UsageError, match=r"does not begin with mysql://; .*for PostgreSQL name its log file") as error:
        SqlProbe(SqlOptions(url=url), Components())
    assert "hush" not in str(error.value)


def test_a_driver_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(TargetError, match=r"PyMySQL is not installed.*pytest-cloudflow\[mariadb\]"):
        SqlProbe(SqlOptions(url="mysql://h"), Components()).open()


def test_what_it_reads_is_said_without_the_password():
    (line,) = SqlProbe(SqlOptions(url="mysql://judge:hush@db.example:3306"), Components()).about()
    assert "db.example" in line
    assert "hush" not in line
    assert SqlProbe(SqlOptions(log="/l.csv"), Components()).about()[0].startswith("reads PostgreSQL's /l.csv")
