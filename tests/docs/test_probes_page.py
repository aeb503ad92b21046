"""The tables that the page shows are ones that the kit takes."""

import re
import tomllib
from pathlib import Path

import pytest

from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import configured

PAGE = (Path(__file__).parents[2] / "docs/probes.md").read_text()
TABLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("shown", TABLES)
def test_a_table_is_taken(shown, monkeypatch):
    for name, told in re.findall(r'env:(\w+)" *# (\S+)', shown):
        monkeypatch.setenv(name, told)
    tables = tomllib.loads(shown)["probes"]
    assert [probe.name for probe in configured(tables, Components())] == list(tables)
