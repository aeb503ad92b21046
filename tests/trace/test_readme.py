"""What the README shows of traces is so."""

import io
import re
from pathlib import Path

import pytest

from pytest_cloudflow.trace import open_trace


@pytest.fixture(scope="module")
def readme(pytestconfig: pytest.Config) -> str:
    return (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, language: str, about: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return [block for block in found if about in block]


def test_trace_it_shows_is_read(readme: str) -> None:
    (shown,) = blocks(readme, "json", '"trace":"cloudflow/1"')
    trace = open_trace("-", stdin=io.BytesIO(shown.encode()))
    assert [(event.source, event.target) for event in trace] == [("client", "keystone"), ("keystone", "client")]
    assert trace.complete


def test_programs_it_shows_write_and_read_a_trace(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for program in blocks(readme, "python", "from pytest_cloudflow.trace import"):
        exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out == "1 http request client\n"
