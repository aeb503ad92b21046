"""Runs the suite in a pytest of its own."""

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`pytest --cloudflow`, in this process; a trace's path is put behind `trace:`."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(trace: object, *arguments: object) -> pytest.RunResult:
        target = [f"--cloudflow-target=trace:{trace}"] if trace is not None else []
        return pytester.runpytest_inprocess("-pno:cacheprovider", "--cloudflow", *target, *map(str, arguments))

    return run
