"""docs/trace.md tells all keys of a trace, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import Struct

from pytest_cloudflow.trace import CHANNELS, Event, Expectation, Facts, Footer, Header, open_trace
from pytest_cloudflow.trace._records import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "trace.md").read_text()
TOLD = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(re.findall(r'"([a-z_]+)":', PAGE))


@pytest.mark.parametrize("record", [Header, Footer, Event, Facts, Expectation])
def test_each_key_is_told(record: type[Struct]) -> None:
    assert [key for key in record.__struct_encode_fields__ if key not in TOLD] == []


def test_each_channel_and_kind_is_told() -> None:
    assert [name for name in (*CHANNELS, *(kind for _, kind in KINDS)) if name not in TOLD] == []


def test_the_example_is_a_trace(tmp_path: Path) -> None:
    [example] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "example.jsonl").write_text(example)
    with open_trace(tmp_path / "example.jsonl") as trace:
        assert [event.path for event in trace] == ["/v3/auth/tokens"]
        assert trace.complete
