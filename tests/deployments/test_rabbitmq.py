"""A broker that does not answer, or not in time, is one that is waited for."""

import pytest
import requests

from deployments.openstack._cloud import Cloud
from deployments.openstack._rabbitmq import Rabbitmq
from deployments.packages import Packages


@pytest.mark.parametrize("lost", [requests.ConnectionError(), requests.ReadTimeout(), requests.TooManyRedirects()])
def test_nobody_consumes_where_nothing_answers(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, lost: Exception) -> None:
    def get(*_: object, **__: object) -> None:
        raise lost

    monkeypatch.setattr(requests.Session, "get", get)
    broker = Rabbitmq(cloud, Packages(cloud.folders.packages, cloud.folders.output / "packages.out"))
    assert not broker.consumed("compute.fake1")
