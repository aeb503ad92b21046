"""The benchmark runs through; what it measures is nobody's promise here."""

from __future__ import annotations

import pytest

from benchmarks import messaging


def test_both_dispatchers_are_measured_beside_kombu_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["messaging", "--quick"])
    messaging.main()
    said = capsys.readouterr().out
    assert all(what in said for what in ("kombu alone", "stepped: call", "threads: cast"))
