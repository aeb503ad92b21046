"""A cloud of `clouds.yaml` is asked by the kit itself as `clouds.yaml` says, and where its region has it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

import requests
import yaml
from requests.adapters import HTTPAdapter

from pytest_cloudflow.errors import TargetError, UsageError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.api import ApiProbe
from pytest_cloudflow.targets._cloud import OpenStackCloud
from pytest_cloudflow.targets._deployment import CloudOptions
from pytest_cloudflow.targets._region import Region

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning", "ignore::DeprecationWarning")


@pytest.fixture
def described(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says something otherwise in `clouds.yaml`."""
    path = folder / "clouds.yaml"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)

    def described(**said: Any) -> None:
        clouds = yaml.safe_load(path.read_text())
        clouds["clouds"]["reference"] |= said
        path.write_text(yaml.safe_dump(clouds))

    return described


@pytest.fixture
def region(described: Callable[..., None]) -> Iterator[Callable[..., Region]]:
    """Opens the cloud, as it is then described."""
    opened = []

    def region(**said: Any) -> Region:
        described(**said)
        opened.append(Region("reference", ApiProbe()))
        return opened[-1]

    yield region
    for each in opened:
        each.close()


@pytest.mark.parametrize(
    ("said", "verify", "cert"),
    [
        ({}, True, None),
        ({"verify": False}, False, None),
        ({"cacert": "/ca.pem"}, "/ca.pem", None),
        ({"cert": __file__, "key": __file__}, True, (__file__, __file__)),
    ],
)
def test_by_the_certificates_that_stand_there(region, monkeypatch, said, verify, cert):
    way = region(**said).way()
    asked = {}
    monkeypatch.setattr(HTTPAdapter, "send", lambda *_, **given: asked.update(given))
    monkeypatch.setattr(ApiProbe, "_answered", lambda *_: [])
    with pytest.raises(AttributeError):  # nobody answers
        way.ask("GET", way.compute)
    assert (asked["verify"], asked["cert"]) == (verify, cert)


def test_a_certificate_that_is_not_there_is_one_line(region):
    with pytest.raises(UsageError, match=r"cloud 'reference' cannot be used: .*/own\.pem"):
        region(cert="/own.pem")


@pytest.mark.parametrize(
    ("said", "options"),
    [({"auth": {"auth_url": "http://127.0.0.1:1"}}, {}), ({}, {"image": "nothing like it"})],
    ids=["nobody there", "no such image"],
)
def test_what_cannot_be_used_is_left_at_once(described, monkeypatch, said, options):
    closed = []
    monkeypatch.setattr(requests.Session, "close", lambda session: closed.append(session))
    described(**said)
    with pytest.raises(TargetError):
        OpenStackCloud("reference", CloudOptions(**options), [], Components(), timeout=30)
    assert [type(each) for each in closed] == [requests.Session]


def test_nova_is_where_the_region_has_it(region):
    assert region(compute_endpoint_override="http://nova.elsewhere/v2.1").way().compute == "http://nova.elsewhere/v2.1"
