"""factory-boy is imported when its factories are asked for, and the reference never is."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pytest_cloudflow.factories


def imported(code: str) -> set[str]:
    """The modules that a process has after running the code."""
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_telling_boots_does_without_factory_boy() -> None:
    assert not {"factory", "faker"} & imported("from pytest_cloudflow.factories import Boot, tell; tell(Boot())")


def test_the_factories_need_nothing_of_the_reference() -> None:
    after = imported("from pytest_cloudflow.factories import ServerFactory, TraceFactory")
    assert "factory" in after
    assert not {name for name in after if name.partition(".")[0] in {"reference_impl", "kombu", "falcon"}}


def test_the_assertions_need_neither() -> None:
    after = imported("from pytest_cloudflow.assertions import assert_conforms")
    assert not {name for name in after if name.partition(".")[0] in {"reference_impl", "factory", "faker"}}


def test_all_that_is_offered_is_there() -> None:
    for name in pytest_cloudflow.factories.__all__:
        assert getattr(pytest_cloudflow.factories, name) is not None


def test_what_is_not_there_is_said_by_name() -> None:
    with pytest.raises(AttributeError, match="NoFactory"):
        pytest_cloudflow.factories.NoFactory  # noqa: B018
