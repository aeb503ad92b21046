"""What cannot be read or makes no sense is refused as cinder does, and changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

UNKNOWN = "11111111-1111-1111-1111-111111111111"
WORDS = st.sampled_from([
    "volume", "size", "name", "description", "metadata", "imageRef", "volume_type", "lvm", "attachment", "connector",
    "host", "mode", "rw", "ro", "volume_uuid", "instance_uuid", "os-extend", "new_size", "os-set_bootable", "bootable",
    "os-complete", "snapshot_id", UNKNOWN,
])  # fmt: skip
HUGE = st.just(10**30)  # more than JSON encoders take
LEAVES = st.none() | st.booleans() | st.integers() | HUGE | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
JSON = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(WORDS, each, max_size=5), max_leaves=15
)
quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def state(cinder):
    """All that cinder keeps."""
    return lambda: (cinder.volumes.all(), cinder.volumes.attachments())


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 5000, b'"volume"', b"7", b"null", b"[]", b"{}"])
def test_bodies_that_are_no_volume(ask, raw):
    assert ask("POST", "volumes", raw=raw).error[0] == 400
    assert ask.list() == []


@pytest.mark.parametrize(
    "attributes",
    [
        {"size": None},
        {"size": 0},
        {"size": -1},
        {"size": True},
        {"size": 1.5},
        {"size": "x"},
        {"size": "²"},
        {"size": "9" * 5000},
        {"size": 2**31},
        {"size": 10**30},
        {"size": []},
        {"name": 7},
        {"name": "n" * 256},
        {"description": "d" * 256},
        {"metadata": "a"},
        {"metadata": []},
        {"metadata": {"a": 7}},
        {"metadata": {"a": "v" * 256}},
        {"metadata": {"k" * 256: "v"}},
        {"imageRef": 7},
        {"imageRef": "cirros"},
        {"volume_type": 7},
        {"snapshot_id": UNKNOWN},
        {"source_volid": UNKNOWN},
        {"backup_id": 7},
    ],
)
def test_attributes_that_are_not_what_they_should_be(ask, attributes):
    answer = ask("POST", "volumes", {"volume": {"size": 1, **attributes}})
    assert answer.error[0] == 400
    assert len(answer.error[1]) < 300
    assert ask.list() == []


def test_a_type_that_is_not_there(ask):
    assert ask("POST", "volumes", {"volume": {"size": 1, "volume_type": "ssd"}}).error[0] == 404
    assert ask.make(volume_type="lvm")["volume_type"] == "lvm"


@pytest.mark.parametrize("attributes", [{"name": 7}, {"description": []}, {"metadata": [1]}, {"name": "n" * 256}, 7])
def test_changes_that_are_none(ask, state, attributes):
    volume = ask.make(name="n")["id"]
    before = state()
    assert ask("PUT", f"volumes/{volume}", {"volume": attributes}).error[0] == 400
    assert state() == before


@pytest.mark.parametrize(
    "attachment",
    [
        {"volume_uuid": None},
        {"volume_uuid": "x"},
        {"volume_uuid": 7},
        {"instance_uuid": None},
        {"instance_uuid": "x"},
        {"connector": "h1"},
        {"connector": [1]},
        {"connector": {"host": 7}},
        {"connector": {"host": 10**30}},
        {"mode": 7},
        {"mode": "wr"},
    ],
)
def test_attachments_that_are_none(ask, server, state, attachment):
    volume = ask.make()["id"]
    before = state()
    wanted = {"volume_uuid": volume, "instance_uuid": server, **attachment}
    assert ask("POST", "attachments", {"attachment": wanted}).error[0] == 400
    assert state() == before


@pytest.mark.parametrize("connector", [None, "h1", 7, [], {}, {"host": None}, {"host": 7}])
def test_connectors_that_are_none(ask, state, connector):
    attachment = ask.reserve(ask.make()["id"]).body["attachment"]["id"]
    before = state()
    assert ask("PUT", f"attachments/{attachment}", {"attachment": {"connector": connector}}).error[0] == 400
    assert state() == before


@pytest.mark.parametrize(
    "action", [None, {}, [], {"os-explode": {}}, {"os-extend": None}, {"os-extend": {"new_size": "²"}},
               {"os-extend": {"new_size": 10**30}}, {"os-extend": {"new_size": True}}, {"os-set_bootable": 7},
               {"os-set_bootable": {"bootable": "perhaps"}}],
)  # fmt: skip
def test_actions_that_are_none(ask, state, action):
    volume = ask.make()["id"]
    before = state()
    assert ask("POST", f"volumes/{volume}/action", action).error[0] == 400
    assert state() == before


@pytest.mark.parametrize(
    ("version", "status"),
    [("volume 3.72", 406), (f"volume 3.{'9' * 5000}", 406), ("volume 3.x", 400), ("volume", 400), ("volume 2.0", 406)],
)
def test_versions_that_are_none(ask, version, status):
    assert ask.speaking(version)("GET", "volumes").error[0] == status


@pytest.mark.parametrize("query", ["limit=x", "limit=-1", "limit=²", f"limit={'9' * 5000}", "limit=", "marker=x"])
def test_what_cannot_be_listed(ask, query):
    assert ask("GET", f"volumes?{query}").error[0] == 400


@pytest.mark.parametrize("thing", ["x", "%00", "a%2Fb", "..", "ä", UNKNOWN])
@pytest.mark.parametrize("kind", ["volumes", "attachments"])
def test_ids_that_are_nobodys(ask, kind, thing):
    for method in ("GET", "PUT", "DELETE"):
        assert ask(method, f"{kind}/{thing}", {kind[:-1]: {}}).status == 404


def test_methods_and_paths_that_are_none(ask):
    assert ask("PATCH", "volumes").error[0] == 405
    assert ask("GET", "planets").error[0] == 404


def test_a_body_that_is_too_long(ask):
    assert ask("POST", "volumes", raw=b" " * 200_000).error[0] == 413


@quickly
@given(JSON, st.dictionaries(WORDS, JSON, max_size=4))
def test_any_volume_is_made_or_refused(ask, state, body, attributes):
    for sent in (body, {"volume": body}, {"volume": {"size": 1, **attributes}}):
        before = state()
        answer = ask("POST", "volumes", sent)
        assert answer.status in (202, 400, 404)
        if answer.status != 202:
            assert state() == before
        else:
            assert ask.show(answer.body["volume"]["id"]) == answer.body["volume"]


@quickly
@given(JSON, st.dictionaries(WORDS, JSON, max_size=4))
def test_any_change_is_made_or_refused(ask, state, body, attributes):
    volume = ask.make(name="n")["id"]
    for sent in (body, {"volume": attributes}):
        before = state()
        answer = ask("PUT", f"volumes/{volume}", sent)
        assert answer.status in (200, 400)
        assert state() == before if answer.status == 400 else ask.show(volume) == answer.body["volume"]


@quickly
@given(JSON, JSON)
def test_any_action_is_done_or_refused(ask, state, body, arguments):
    volume = ask.make()["id"]
    for sent in (body, {"os-extend": arguments}, {"os-set_bootable": arguments}, {"os-reset_status": arguments}):
        before = state()
        answer = ask("POST", f"volumes/{volume}/action", sent)
        assert answer.status in (200, 202, 400, 403)
        assert answer.status < 400 or state() == before


@quickly
@given(JSON, JSON, st.dictionaries(WORDS, JSON, max_size=4))
def test_any_attachment_is_made_or_refused(ask, server, state, body, connector, attributes):
    volume = ask.make()["id"]
    wanted = {"volume_uuid": volume, "instance_uuid": server}
    for sent in (body, {"attachment": body}, {"attachment": {**wanted, "connector": connector}},
                 {"attachment": {**wanted, **attributes}}):  # fmt: skip
        before = state()
        answer = ask("POST", "attachments", sent)
        assert answer.status in (200, 400, 404)
        if answer.status != 200:
            assert state() == before
        else:
            made = answer.body["attachment"]["id"]
            assert ask("GET", f"attachments/{made}").body == answer.body
            assert ask("PUT", f"attachments/{made}", sent).status in (200, 400)
            assert ask("POST", f"attachments/{made}/action", body).status in (204, 400)
            assert ask.show(volume)["status"] != "available"
            assert ask("DELETE", f"attachments/{made}").status == 200
