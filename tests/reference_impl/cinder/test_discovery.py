"""What a client finds before it has a token, and which version it speaks."""

import json

import pytest

from reference_impl.http.wsgi import call, environ_of


@pytest.mark.parametrize(("path", "status"), [("/", 300), ("/v3", 200), ("/v3/", 200)])
def test_versions(cinder, path, status):
    answer = call(cinder.app, environ_of("GET", "cinder.test:8776", path, "", {}, b""))
    (version,) = json.loads(answer.body)["versions"]
    assert answer.status == status
    assert (version["id"], version["status"]) == ("v3.0", "CURRENT")
    assert (version["min_version"], version["version"]) == ("3.0", "3.71")
    assert version["links"] == [{"rel": "self", "href": "http://cinder.test:8776/v3/"}]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "3.0"),
        ("volume 3.0", "3.0"),
        ("volume 3.27", "3.27"),
        ("volume latest", "3.71"),
        ("compute 2.79", "3.0"),
        ("compute 2.79, volume 3.44", "3.44"),
    ],
)
def test_the_answer_says_which_version_it_speaks(ask, asked, spoken):
    answer = ask.speaking(asked)("GET", "volumes")
    assert answer.headers["openstack-api-version"] == f"volume {spoken}"
    assert answer.headers["vary"] == "OpenStack-API-Version"
