"""Messages without what could be a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_cloudflow.trace import mask

SECRET = "hunter2-S3cret"
FERNET = "gAAAAABlZ-hPq1x2y3z4_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789=="


@pytest.mark.parametrize(
    "message",
    [
        f"cannot reach amqp://nova:{SECRET}@rabbit:5672/",
        f"mysql+pymysql://nova:{SECRET}@db/nova refused",
        f"password={SECRET}",
        f"PASSWORD: '{SECRET}'",
        f'{{"adminPass": "{SECRET}", "name": "x"}}',
        f"{{'auth': {{'password': '{SECRET}'}}}}",
        f"rabbit_password = {SECRET}; retrying",
        f"api_key={SECRET}&x=1",
        f"X-Auth-Token: {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"secret => {SECRET}",
        f'"password": "{SECRET} with more words {SECRET}"',
        f"cookie: {SECRET}",
    ],
)
def test_secret_is_gone_and_the_rest_is_there(message: str) -> None:
    masked = mask(message)
    assert SECRET not in masked
    assert "***" in masked


@pytest.mark.parametrize("token", [FERNET, "eyJhbGciOi.eyJzdWIiOiIx.abc-def", "0123456789abcdef" * 2, "Ab1-" * 20])
def test_bare_token_is_gone(token: str) -> None:
    assert mask(f"refused {token} twice") == "refused *** twice"


@pytest.mark.parametrize(
    "message",
    [
        "No valid host was found. There are not enough hosts available.",
        "Instance 6f70656e-7374-6163-6b20-626f6f742121 could not be found",
        "http://glance.example:9292/v2/images: connection refused",
        "token sha256:0123456789abcdef was rejected",
        "Quota exceeded for cores: Requested 4, but already used 8 of 10 cores",
    ],
)
def test_ordinary_message_stays(message: str) -> None:
    assert mask(message) == message


@given(st.text(max_size=2000))
def test_message_is_one_short_line_that_can_be_written(text: str) -> None:
    masked = mask(text)
    assert len(masked) <= 300
    assert len(masked.splitlines()) <= 1
    masked.encode()


def test_secret_at_the_edge_is_not_cut_in_half() -> None:
    assert SECRET[:4] not in mask("x " * 140 + f"password={SECRET}")


def test_long_message_takes_no_long_time() -> None:
    assert len(mask("password" * 100_000)) <= 300
    assert len(mask("://" * 100_000)) <= 300
    assert len(mask("a" * 1_000_000)) <= 300
