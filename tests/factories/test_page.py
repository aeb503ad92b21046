"""The examples of docs/factories.md hold, its tables are complete, and the text that it shows is what is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from pytest_cloudflow.assertions import assert_conforms
from pytest_cloudflow.factories import Stop, bodies
from pytest_cloudflow.factories.boots import BootFactory

PAGE = (Path(__file__).parents[2] / "docs" / "factories.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[re.findall(r"def (\w+)", each)[0] for each in EXAMPLES])
def test_an_example_holds(example: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(example)
    result = pytester.runpytest_inprocess("-pno:cacheprovider", "-Werror")
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= example.count("\ndef test_")


def test_what_a_failed_assertion_says_is_shown() -> None:
    [shown] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    with pytest.raises(AssertionError) as caught:
        assert_conforms(BootFactory(no_valid_host=True))
    assert str(caught.value) == shown.strip()


def test_each_factory_is_in_the_table() -> None:
    assert [name for name in bodies.__all__ if name.endswith("Factory") and f"| `{name}` |" not in PAGE] == []


def test_each_failure_is_told() -> None:
    services = {
        f"{kind}_{how}" for kind in ("image", "network", "volume") for how in ("down", "unavailable", "unvalidated")
    }
    told = {*re.findall(r"`(\w+)`", PAGE), *services}
    assert [stop for stop in get_args(Stop) if stop not in told] == []
