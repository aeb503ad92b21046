"""What was made is written down, and read after a process that was killed."""

import pytest

from pytest_cloudflow.__main__ import main
from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.targets._ledger import Ledger, read, runs


@pytest.fixture(autouse=True)
def runs_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "pytest-cloudflow" / "runs"


def test_what_is_there_no_longer_is_not_left():
    ledger = Ledger("devstack")
    ledger.making("server", "a")
    ledger.made("server", "a", "1")
    ledger.making("server", "b")
    ledger.gone("server", "a")
    cloud, left, _ = read(ledger.run)
    assert (cloud, [entry.name for entry in left]) == ("devstack", ["b"])


@pytest.mark.parametrize("written", [b"", b"{", b'{"cloud": 1}\n', b'{"cloud": "devstack"}\n{"id": "1"}\n', b"\xff\n"])
def test_one_that_is_broken_says_so_and_the_others_are_told(runs_folder, written, capsys):
    ledger = Ledger("devstack")
    (runs_folder / "abc.jsonl").write_bytes(written)
    with pytest.raises(UsageError, match=r"abc\.jsonl: broken"):
        read("abc")
    assert main(["cleanup"]) == 0
    told = dict(line.split("  ") for line in capsys.readouterr().out.splitlines())
    assert told[ledger.run] == "devstack: 0 things"
    assert told["abc"].startswith("broken: ")


def test_a_file_of_somebody_elses_is_told_of_too(runs_folder):
    Ledger("devstack")
    (runs_folder / "a-b.jsonl").touch()
    assert "there is no run 'a-b'" in runs()[-1] + runs()[0]
