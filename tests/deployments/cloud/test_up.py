"""What `up` brings up, and what it leaves alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.openstack._ports import answers
from deployments.openstack._processes import Processes
from deployments.openstack._waiting import Waiting

from ._judged import judge
from ._tried import Tried, files

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
"""127.0.0.1 and ::1, as the kernel writes them."""
LISTENS = "0A"


def test_nothing_of_the_machine_is_changed(cloud: Tried) -> None:
    assert files() == cloud.before


def test_every_process_runs(cloud: Tried) -> None:
    told = cloud.do("status").stdout
    assert "nova-api                 runs\n" in told
    assert "does not run" not in told


def test_all_listen_on_the_loopback_interface_alone(cloud: Tried) -> None:
    addresses = listeners(set(cloud.pids().values()))
    assert len(addresses) >= len(cloud.record.ports)
    assert set(addresses) <= LOOPBACK


def test_a_second_up_starts_nothing(cloud: Tried) -> None:
    before = cloud.pids()
    cloud.do("up", "--on-this-machine")
    assert cloud.pids() == before


def test_up_starts_what_has_died(cloud: Tried) -> None:
    before = cloud.pids()
    os.kill(before["nova-scheduler"], signal.SIGKILL)
    waiting = Waiting()
    processes = Processes(cloud.folders)
    waiting.until(lambda: not processes.runs("nova-scheduler"), "it ends", log=cloud.folders.logs)
    cloud.do("up", "--on-this-machine")
    after = cloud.pids()
    assert {name for name in after if after[name] != before[name]} == {"nova-scheduler"}


def test_another_setting_starts_anew_what_it_concerns(cloud: Tried) -> None:
    before = cloud.pids()
    cloud.do("up", "--on-this-machine", "--validation-cache", "300")
    after = cloud.pids()
    assert "validation_cache = 300" in (cloud.folders.data / "cloudflow.toml").read_text()
    assert after["keystone"] == before["keystone"]
    assert after["glance-api"] != before["glance-api"]
    cloud.do("up", "--on-this-machine", "--validation-cache", "-1")


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        yield process
        process.kill()


def test_what_was_started_ends_and_comes_up_again(cloud: Tried, stranger: subprocess.Popen[bytes]) -> None:
    sessions, ports = set(cloud.pids().values()), cloud.record.ports
    with cloud.down():
        assert pids_of(sessions) == []
        assert not any(map(answers, ports.values()))
        assert stranger.poll() is None
        assert files() == cloud.before
    assert set(cloud.record.ports.values()) == set(ports.values())


def test_no_password_is_in_what_a_command_line_shows(cloud: Tried) -> None:
    secrets = set(cloud.record.passwords.values())
    shown = [path.read_bytes().decode() for pid in cloud.pids().values() for path in [Path(f"/proc/{pid}/cmdline")]]
    assert not any(secret in line for line in shown for secret in secrets)


@pytest.mark.parametrize("scenario", ["image", "two-networks-two-volumes", "volume-boot"])
def test_it_conforms(cloud: Tried, scenario: str, tmp_path: Path) -> None:
    """No clause fails, and level `api` is reached: of two clocks a pair of events may be too close to be ordered."""
    judged = judge(cloud, tmp_path, f"--cloudflow-scenario={scenario}", "--cloudflow-require=api")
    assert judged.code == 0, judged.said


def listeners(sessions: set[int]) -> list[str]:
    """The addresses at which processes of these sessions listen."""
    ours = {inode for pid in pids_of(sessions) for inode in sockets(pid)}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    return [line[1].partition(":")[0] for line in lines if line[3] == LISTENS and line[9] in ours]


def pids_of(sessions: set[int]) -> list[int]:
    """The living processes of these sessions."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        if state != "Z" and int(session) in sessions:
            found.append(int(folder.name))
    return found


def sockets(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except FileNotFoundError:
            continue  # it was closed meanwhile
        if target.startswith("socket:["):
            found.append(target[8:-1])
    return found
