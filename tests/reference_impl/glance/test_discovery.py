"""What a client finds before it has a token."""

import json

import pytest

from reference_impl.http.wsgi import call, environ_of


@pytest.mark.parametrize(("path", "status"), [("/", 300), ("/versions", 200)])
def test_versions(glance, path, status):
    answer = call(glance.app, environ_of("GET", "glance.test:9292", path, "", {}, b""))
    (version,) = json.loads(answer.body)["versions"]
    assert answer.status == status
    assert version["status"] == "CURRENT"
    assert version["links"] == [{"rel": "self", "href": "http://glance.test:9292/v2/"}]
