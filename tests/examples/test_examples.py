"""The examples are what they are said to be, and can be written anew."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import open_trace

EXAMPLES = Path(__file__).parents[2] / "examples"
SAID = {
    "boot": {},
    "no-valid-host": {"CF-10": "rejected"},
    "port-kept": {"CF-27": "missing", "CF-RELEASE": "missing"},
}


@pytest.mark.parametrize("name", SAID)
def test_an_example_is_judged_as_it_is_said(name: str) -> None:
    with open_trace(EXAMPLES / f"{name}.jsonl") as trace:
        [boot] = judge(trace, load_profile("classic"))
    assert {clause.id: clause.reason for clause in boot.clauses if clause.verdict == "fail"} == SAID[name]


def test_the_examples_are_what_makes_them_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make", EXAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    make.main(tmp_path)
    for name in SAID:
        assert (tmp_path / f"{name}.jsonl").read_bytes() == (EXAMPLES / f"{name}.jsonl").read_bytes()
