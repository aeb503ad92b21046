"""One command judges a cloud by a pytest of its own."""

from pathlib import Path

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from deployments.openstack._run import judging


def test_what_another_pytest_is_told_is_not_meant_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("LANG", "C")
    found = judging(tmp_path / "clouds.yaml")
    assert "PYTEST_ADDOPTS" not in found
    assert (found["LANG"], found["OS_CLIENT_CONFIG_FILE"]) == ("C", f"{tmp_path}/clouds.yaml")
