"""Reading bodies and refusals."""

import pytest

from reference_impl.http import Fault, Fields, Refused, Response, accepted, message_of, names, segment, text, texts
from reference_impl.http.facts import failure


def test_fields_are_read_by_type_and_missing_ones_by_default():
    fields = Fields({"name": "n", "size": 3, "on": False, "tags": ["a"], "disks": [{"id": "d"}], "none": None})
    assert (fields.text("name"), fields.integer("size"), fields.flag("on", True)) == ("n", 3, False)
    assert (fields.flag("off", True), fields.integer("count", 1), fields.maybe_text("none")) == (True, 1, None)
    assert (fields.items("tags"), fields.raw("nothing"), "name" in fields) == (["a"], None, True)
    assert [each.text("id") for each in fields.objects("disks")] == ["d"]
    assert fields.names() == ["name", "size", "on", "tags", "disks", "none"]


def test_a_refusal_says_where_and_never_what():
    fields = Fields({"auth": {"users": [{"password": 12345}]}})
    with pytest.raises(Fault) as refused:
        fields.object("auth").objects("users")[0].text("password")
    assert refused.value.description == (
        "Invalid input for field/attribute auth.users.0.password: is not of type 'string'."
    )


def test_an_answer_that_is_no_refusal_is_handed_on():
    answer = Response(202, {}, b"")
    assert accepted("cinder-api", "a volume", answer) is answer


@pytest.mark.parametrize(
    "body",
    [
        {"itemNotFound": {"code": 404, "message": "gone"}},
        {"error": {"code": 404, "message": "gone", "title": "Not Found"}},
        {"message": "gone", "code": "404 Not Found", "title": "Not Found"},
        {"NeutronError": {"type": "PortNotFound", "message": "gone", "detail": ""}},
    ],
)
def test_a_refusal_is_told_in_the_services_words(body):
    with pytest.raises(Refused, match="cinder-api refused a volume with 404: gone"):
        accepted("cinder-api", "a volume", Response(404, {}, b"", body))


def test_a_refusal_without_words_is_one_too():
    assert message_of(None) == message_of([]) == message_of({"message": 7}) == "no reason given"


def test_what_is_not_what_it_should_be_is_not_known():
    assert names({"a": {"b": 1}}, "a", "b") == 1
    assert names({"a": [1]}, "a", "b") is names(None, "a") is None
    assert (text("host", 7), text("host", "h1")) == ({}, {"host": "h1"})
    assert (texts("roles", ["a", 1]), texts("roles", ["a"])) == ({}, {"roles": ["a"]})
    assert (segment("/v2/images/i1", 2), segment("/v2", 2)) == ("i1", None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"NeutronError": {"type": "PortNotFound", "message": "m"}}, "PortNotFound"),
        ({"error": {"title": "Not Found", "message": "m"}}, "Not Found"),
        ({"itemNotFound": {"message": "m"}}, "itemNotFound"),
        ({"message": "m", "title": "Not Found"}, "Not Found"),
    ],
)
def test_a_failure_is_named_as_the_service_names_it(body, kind):
    assert failure(404, body) == {"failure": {"class": kind, "message": "m"}}


def test_a_failure_without_a_body_is_named_by_its_status():
    assert failure(502, None) == failure(502, ["x"]) == {"failure": {"class": "HTTP 502"}}
