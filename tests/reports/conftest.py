"""Reports of told boots."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_cloudflow.factories import Boot

Written = Callable[..., str]


@pytest.fixture
def written(pytester: pytest.Pytester, write_trace: Callable[..., Path]) -> Written:
    """What `--cloudflow-report=report.ENDING` leaves."""

    def written(ending: str, *boots: Boot, **given: object) -> str:
        trace = write_trace(*boots, **given)
        pytester.runpytest_inprocess(
            "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}",
            f"--cloudflow-report=report.{ending}",
        )  # fmt: skip
        return Path(f"report.{ending}").read_text()

    return written
