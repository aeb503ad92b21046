"""What the tests of this room start does not depend on who started them."""

import signal
from pathlib import Path


def test_a_run_can_be_interrupted_where_its_tests_cannot(start):
    found = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = start("pytest", "--version")
        still = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, found)
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    [ignored] = [int(line.split()[1], 16) for line in lines if line.startswith("SigIgn:")]
    assert not ignored >> (signal.SIGINT - 1) & 1
    assert still is signal.SIG_IGN


def test_what_pytest_was_told_beside_the_command_line_is_for_the_tests_alone(judge, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    code, said = judge("--collect-only")
    assert code == 0, said
