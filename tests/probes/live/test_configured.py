"""A table of a probe may leave its values to the environment, however deep they stand."""

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import configured

LIBVIRT = {"uri": "env:H1", "host": "h1", "others": {"h2": "env:H2"}}


def test_values_within_tables_are_looked_up_too(monkeypatch):
    monkeypatch.setenv("H1", "test:///one")
    monkeypatch.setenv("H2", "test:///two")
    [probe] = configured({"libvirt": LIBVIRT}, Components())
    assert "h2" in probe.about()[0]
    assert "test:///two" in probe._uris.values()


def test_what_is_not_there_is_named_with_its_place(monkeypatch):
    monkeypatch.setenv("H1", "test:///one")
    monkeypatch.delenv("H2", raising=False)
    with pytest.raises(UsageError, match=r"\[probes\.libvirt\] others\.h2: there is no H2 in the environment; set it"):
        configured({"libvirt": LIBVIRT}, Components())


def test_no_value_is_in_what_is_said_of_it(monkeypatch):
    monkeypatch.setenv("H1", "s3cret")
    with pytest.raises(UsageError, match=r"\[probes\.libvirt\]: ") as refused:
        configured({"libvirt": {**LIBVIRT, "others": {"h2": ["env:H1"]}}}, Components())
    assert "s3cret" not in str(refused.value)
