"""The log of a PostgreSQL server, record by record."""

import pytest

from pytest_cloudflow.errors import TraceError, UsageError
from pytest_cloudflow.probes.postgresql_log import PREFIX, CsvFormat, TextFormat

LINE = "2026-11-23 09:00:00.250 UTC [77] nova_api@nova LOG:  statement: SELECT 1\n"


def csv(message, detail="", at="2026-11-23 09:00:00.250 UTC", user="nova_api"):
    fields = [at, user, *11 * ["x"], message, detail, *11 * [""]]
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields) + "\n"


def test_a_record_says_when_who_and_what():
    for log, text in ((TextFormat(PREFIX, "log"), LINE), (CsvFormat("log"), csv("statement: SELECT 1"))):
        (logged,), rest = log.records(text)
        assert (logged.time, logged.user, logged.text, rest) == (1795424400.25, "nova_api", "SELECT 1", "")


@pytest.mark.parametrize(
    ("prefix", "written"),
    [
        ("%t %u ", "2026-11-23 09:00:00 UTC nova_api "),
        ("%n|%u|%a|%r|", "1795424400.250|nova_api|my app|127.0.0.1(5)|"),
        ("%m [%-5p]: [%l-1] db=%d,user=%u,app=%a,client=%h ", "2026-11-23 09:00:00.250 UTC [77   ]: [1-1] "
         "db=nova,user=nova_api,app=[unknown],client=::1 "),
    ],
)  # fmt: skip
def test_a_prefix_may_be_any_that_says_who_and_when(prefix, written):
    (logged,), _ = TextFormat(prefix, "log").records(f"{written}LOG:  execute <unnamed>: SELECT 1\n")
    assert (int(logged.time), logged.user, logged.text) == (1795424400, "nova_api", "SELECT 1")


@pytest.mark.parametrize("prefix", ["", "%m ", "%u ", "%p"])
def test_a_prefix_that_does_not_is_refused(prefix):
    with pytest.raises(UsageError, match="does not say who and when"):
        TextFormat(prefix, "log")


def test_lines_that_continue_a_statement_belong_to_it():
    (logged,), _ = TextFormat(PREFIX, "log").records(LINE[:-1] + "\n\tFROM instances\n")
    assert logged.text == "SELECT 1\nFROM instances"


@pytest.mark.parametrize("name", ["parameters", "Parameters"])
def test_parameters_come_in_the_detail(name):
    detail = f"{name}: $1 = 'it''s', $2 = NULL"
    plain = LINE + LINE.replace("LOG:  statement: SELECT 1", f"DETAIL:  {detail}")
    for log, text in ((TextFormat(PREFIX, "log"), plain), (CsvFormat("log"), csv("execute a: SELECT $1", detail))):
        (logged,), _ = log.records(text)
        assert logged.parameters == {"$1": "it's", "$2": None}


def test_what_is_no_statement_is_passed_over():
    text = "2026-11-23 09:00:00.250 UTC [77] LOG:  database system is ready to accept connections\nnonsense\n"
    assert TextFormat(PREFIX, "log").records(text) == ([], "")
    assert CsvFormat("log").records(csv("connection received")) == ([], "")


def test_a_record_that_is_not_whole_waits():
    whole = csv('statement: SELECT "a\nb"')
    cut = whole.index("\nb") + 1
    log = CsvFormat("log")
    assert log.records(whole[:cut]) == ([], whole[:cut])
    assert len(log.records(whole)[0]) == 1
    assert TextFormat(PREFIX, "log").records(LINE[:-5]) == ([], LINE[:-5])


@pytest.mark.parametrize("length", [200_000, 5_000_000])
def test_a_statement_may_be_as_long_as_one_is(length):
    """An image's properties, or the data of a user, in one INSERT."""
    text = "statement: SELECT '" + length // 2 * 'x"' + "'"
    (logged,), rest = CsvFormat("log").records(csv(text))
    assert (len(logged.text), logged.text.count('"'), rest) == (len("SELECT ''") + length, length // 2, "")


def test_fields_need_no_quotes():
    plain = ",".join(["2026-11-23 09:00:00.250 UTC", "nova_api", *11 * [""], '"statement: SELECT 1, 2"', *11 * [""]])
    (logged,), _ = CsvFormat("log").records(f"{plain}\n")
    assert (logged.user, logged.text) == ("nova_api", "SELECT 1, 2")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('a,b"c"\n', "a record that is no csv"),
        (csv("statement: SELECT 1", at="yesterday"), "a record without a time"),
        (csv("statement: SELECT 1", at="2026-11-23 09:00:00 XYZ"), "times of the zone XYZ"),
        ("a,b\n", "fewer than 15 fields"),
    ],
)
def test_another_kind_of_log_is_refused(text, what):
    with pytest.raises(TraceError, match=what):
        CsvFormat("log").records(text)
