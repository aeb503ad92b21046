"""Who asks as no client would asks where, and as, the cloud is to be asked; and what is no answer is one line."""

import json

import pytest
import requests
from requests.adapters import BaseAdapter

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.targets._account import Credentials
from pytest_cloudflow.targets._stranger import Stranger
from pytest_cloudflow.targets._way import Way

ACCOUNT = Credentials("http://keystone/v3", "demo", "s3cret", "demo", "Default")


class Told(BaseAdapter):
    """Answers what it is told, and keeps what it was asked."""

    def __init__(self, **answers):
        super().__init__()
        self.asked = []
        self._answers = {"keystone": (201, {"token": {"catalog": []}}), "nova": (202, {"server": {"id": "i-1"}})}
        self._answers |= answers

    def send(self, request, **given):
        self.asked.append((request.method, request.url, given))
        answer = self._answers[request.url.split("/")[2].partition(".")[0]]
        if isinstance(answer, Exception):
            raise answer
        response = requests.Response()
        response.status_code, body = answer
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response.headers["X-Subject-Token"] = "a-token"
        response.url = request.url
        return response

    def close(self):
        pass


def stranger(told, **known):
    session = requests.Session()
    session.mount("http://", told)
    return Stranger(Way(session, "http://nova.here/v2.1/", **known), ACCOUNT)


def test_the_nova_that_was_found_is_asked_whatever_else_the_catalog_has():
    told = Told()
    assert stranger(told).boot({}, "forged") == "i-1"
    assert [url for _, url, _ in told.asked] == ["http://keystone/v3/auth/tokens", "http://nova.here/v2.1/servers"]


def test_all_is_asked_for_a_bounded_time_and_with_the_certificates_that_are_known():
    told = Told()
    stranger(told, verify="/ca.pem", cert=("/own.pem", "/own.key")).boot({}, "revoked")
    assert [method for method, _, _ in told.asked] == ["POST", "DELETE", "POST"]
    assert {given["verify"] for _, _, given in told.asked} == {"/ca.pem"}
    assert {given["cert"] for _, _, given in told.asked} == {("/own.pem", "/own.key")}
    assert all(given["timeout"] for _, _, given in told.asked)


@pytest.mark.parametrize("service", ["keystone", "nova"])
@pytest.mark.parametrize(
    "lost", [requests.ConnectionError(), requests.ReadTimeout(), requests.TooManyRedirects(), OSError("no /ca.pem")]
)
def test_who_cannot_be_asked_is_named(service, lost):
    with pytest.raises(TargetError, match=rf"^{service}\S* cannot be asked \({type(lost).__name__}\)"):
        stranger(Told(**{service: lost})).boot({}, "none")


@pytest.mark.parametrize("body", [b"<html>", {}, [], {"server": None}])
def test_what_is_no_answer_of_nova_is_one_line(body):
    with pytest.raises(TargetError, match=r"an answer 202 without server\.id"):
        stranger(Told(nova=(202, body))).boot({}, "none")
