"""The examples of docs/fixtures.md, run as another project would run them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "fixtures.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.findall(r"def (test_\w+)", example)[0])
def test_an_example_passes(pytester: pytest.Pytester, example: str) -> None:
    if "cloudflow_connection" in example:
        pytest.importorskip("openstack")
    pytester.makepyfile(example)
    result = pytester.runpytest_inprocess("-pno:cacheprovider", "-Wignore::PendingDeprecationWarning")
    result.assert_outcomes(passed=1)


def test_each_fixture_is_told() -> None:
    from pytest_cloudflow import fixtures

    names = [name for name in vars(fixtures) if name.startswith("cloudflow")]
    assert len(names) == 4
    assert [name for name in names if f"| `{name}` |" not in PAGE] == []
