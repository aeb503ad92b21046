"""A run that is interrupted removes what it made; after one that is killed, `cleanup` does."""

import signal
from pathlib import Path

import pytest

from deployments.openstack._waiting import Waiting

LONG = 'target = "openstack:reference"\n[openstack]\nsettle = 600\npoll = 0.05\n'


def wait_for_a_server(folder: Path) -> str:
    """Waits until a run has noted the id of a server; the run."""
    found: list[str] = []

    def noted() -> bool:
        ledgers = folder.glob("state/pytest-cloudflow/runs/*.jsonl")
        found.extend(ledger.stem for ledger in ledgers if '"id"' in ledger.read_text())
        return bool(found)

    assert Waiting().reached(noted, 60), "no server was noted"
    return found[0]


@pytest.fixture
def under_way(start, folder):
    """A run that has booted its server and now waits."""
    (folder / "cloudflow.toml").write_text(LONG)
    process = start("pytest", "-pno:cacheprovider", "--cloudflow")
    return process, wait_for_a_server(folder)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_after_an_interrupt_nothing_is_left(under_way, left, folder, sign):
    process, run = under_way
    assert any(run in name for name in left())
    process.send_signal(sign)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert left() == []
    assert list((folder / "state/pytest-cloudflow/runs").iterdir()) == []


def test_after_a_kill_cleanup_removes_it(under_way, left, start):
    process, run = under_way
    process.kill()
    process.wait()
    assert [name for name in left() if run in name] == [f"cloudflow-{run}-image-1"]
    told = start("pytest_cloudflow", "cleanup")
    assert told.communicate(timeout=60)[0].split() == [run, "reference:", "1", "things"]
    cleaned = start("pytest_cloudflow", "cleanup", run)
    said, _ = cleaned.communicate(timeout=60)
    assert (cleaned.returncode, said) == (0, f"removed server cloudflow-{run}-image-1\n")
    assert left() == []
    again = start("pytest_cloudflow", "cleanup", run)
    said, _ = again.communicate(timeout=60)
    assert again.returncode == 4
    assert f"there is no run '{run}' to clean up after" in said
