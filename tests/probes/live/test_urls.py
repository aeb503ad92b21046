"""A password that stands in a URL is shown nowhere, however wrong the URL is."""

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import configured

AMQP, MANAGEMENT = "amqp://guest:hunter2@h1:5672/nova", "http://guest:hunter2@h1:15672"
WRONG = [
    "guest:hunter2@h1:5672/",
    "{scheme}://guest:1/hunter2@h1:5672/",
    "{scheme}://guest:1?hunter2@h1:5672/",
    "{scheme}://guest:1#hunter2@h1:5672/",
    "{scheme}://guest:1@hunter2@h1:5672/",
    "{scheme}://guest:hunter2@h1:hunter2/",
    "{scheme}://guest:hunter2@:5672/",
    "{scheme}://[hunter2",
    "{scheme}://guest:hunter2\N{FULLWIDTH COMMERCIAL AT}h1",
    "ftp://guest:hunter2@h1",
]
TABLES = {
    "rabbitmq amqp": ("amqp", {"amqp": AMQP, "management": MANAGEMENT}),
    "rabbitmq management": ("http", {"amqp": AMQP, "management": MANAGEMENT}),
    "notifications amqp": ("amqp", {"amqp": AMQP}),
    "sql url": ("mysql", {"url": "mysql://guest:hunter2@h1"}),
}


def probe(name, **table):
    [made] = configured({name: table}, Components())
    return made


@pytest.mark.parametrize("url", WRONG)
@pytest.mark.parametrize("place", TABLES)
def test_a_url_that_is_none_is_named_by_its_place(place, url):
    name, key = place.split()
    scheme, table = TABLES[place]
    with pytest.raises(UsageError) as refused:
        probe(name, **{**table, key: url.format(scheme=scheme)})
    said = str(refused.value)
    assert said.startswith(f"[probes.{name}] {key}: ")
    assert f"{scheme}://USER:PASSWORD@HOST:PORT" in said
    assert "hunter2" not in said
    assert refused.value.__cause__ is refused.value.__context__ is None


def test_kombu_is_handed_one_url_alone():
    with pytest.raises(UsageError, match=r"\[probes.notifications\] amqp: has a ';'"):
        probe("notifications", amqp="amqp://guest:hun;ter2@h1")


@pytest.mark.parametrize("place", TABLES)
@pytest.mark.parametrize("given", ["{url}", "env:CLOUDFLOW_TEST_URL"])
def test_a_table_shows_none_among_the_locals_of_a_traceback(place, given, monkeypatch):
    name, key = place.split()
    _, table = TABLES[place]
    monkeypatch.setenv("CLOUDFLOW_TEST_URL", table[key])
    made = probe(name, **{**table, key: given.format(url=table[key])})
    assert "hunter2" not in repr(vars(made))


def test_a_url_has_to_be_a_text():
    with pytest.raises(UsageError, match=r"\[probes.sql\]: Expected `str`, got `int`"):
        probe("sql", url=1)


@pytest.mark.parametrize(
    ("path", "vhost"), [("", "/"), ("/", "/"), ("//", "/"), ("/%2F", "/"), ("/nova", "nova"), ("/a%2Fb?x=1", "a/b")]
)
def test_what_is_shown_of_a_broker_is_its_virtual_host(path, vhost):
    [line] = probe("rabbitmq", amqp=f"amqp://guest:p%40hunter2@h1:5672{path}", management=MANAGEMENT).about()
    assert line == f"the firehose of vhost {vhost}, if its tracing is on (allow_tracing is not set)"
