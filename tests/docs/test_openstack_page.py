"""The tables that the page shows are ones that the kit takes."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from pytest_cloudflow._settings import Settings
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import NAMES, configured

PAGE = (Path(__file__).parents[2] / "docs/openstack.md").read_text()


def test_the_tables_are_taken(monkeypatch):
    for name, told in re.findall(r'env:(\w+)"(?: *# (\S+))?', PAGE):
        monkeypatch.setenv(name, told or "amqp://u:p@127.0.0.1//")
    [shown] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    settings = msgspec.convert(tomllib.loads(shown), Settings)
    probes = configured(settings.probes, Components())
    assert [probe.name for probe in probes] == ["rabbitmq", "notifications"]
    assert set(tomllib.loads(shown)["openstack"]) == set(settings.openstack.__struct_fields__)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_trust_is_told(name):
    assert f"`{name}`" in PAGE
