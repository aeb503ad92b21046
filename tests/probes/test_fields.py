"""What a probe may copy, and what never leaves the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from pytest_cloudflow.probes import _fields
from pytest_cloudflow.trace import fingerprint


def test_a_cut_digest_is_filled_up_with_zeros():
    assert _fields.token("4b42799d46") == "sha256:4b42799d46000000"


def test_a_whole_digest_is_cut_to_what_a_trace_keeps():
    assert _fields.token(64 * "a") == _fields.token(16 * "a") == "sha256:" + 16 * "a"


def test_what_is_no_digest_is_taken_for_the_token_and_hashed():
    assert _fields.token("gAAAAABtoken") == fingerprint("gAAAAABtoken")
    assert _fields.token(32 * "a") == fingerprint(32 * "a")


def test_a_masked_token_is_not_known():
    assert _fields.token("***") is UNSET


def test_no_token_is_known_to_be_none():
    assert _fields.token(None) is None


@given(st.text())
def test_a_token_is_never_shown(token):
    kept = _fields.token(token)
    assert kept is UNSET or len(kept) == len("sha256:") + 16


@pytest.mark.parametrize(
    "message",
    [
        "token gAAAAABkSECRETsecretSECRETsecret is bad",
        "amqp://nova:SECRET@host/ is down",
        'body {"password": "SECRET"}',
        "admin_password=SECRET",
        "Authorization: Bearer SECRET",
        "X-Auth-Token: SECRET",
        "seen SECRET" + 80 * "x",
    ],
)
def test_a_message_is_masked(message):
    assert "SECRET" not in _fields.failure("Refused", message).message


def test_a_message_is_one_line_without_the_traceback():
    said = "No valid host\nwas found.\nTraceback (most recent call last):\n x"
    assert _fields.failure("NoValidHost", said).message == "No valid host was found."


def test_a_message_is_at_most_300_characters():
    assert len(_fields.failure("Refused", "word " * 200).message) == 300


@pytest.mark.parametrize("value", [True, -1, 2**60, 1.5, "1", None])
def test_a_count_is_a_number_that_is_not_negative(value):
    assert _fields.number(value) is UNSET


@pytest.mark.parametrize("value", ["", 256 * "x", 7, None])
def test_a_name_is_a_short_text(value):
    assert _fields.text(value) is UNSET


def test_names_are_taken_out_of_a_list():
    assert _fields.texts(["a", None, 3, "b", "a"]) == ["a", "b", "a"]


def test_too_many_names_are_not_known():
    assert _fields.texts(["x"] * (_fields.MAX_ITEMS + 1)) is UNSET
