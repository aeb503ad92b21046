"""What the command refuses, in a line each, before it does anything."""

from pathlib import Path

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from deployments.openstack import _machine
from deployments.openstack._folders import Folders
from deployments.openstack._lock import locked
from deployments.openstack.command import main
from pytest_cloudflow.errors import UsageError


def machine(root: Path, *, mark: str = "", cgroup: str = "0::/init.scope") -> Path:
    (root / "proc/1").mkdir(parents=True)
    (root / "proc/1/cgroup").write_text(cgroup)
    if mark:
        (root / mark).parent.mkdir(parents=True, exist_ok=True)
        (root / mark).touch()
    return root


@pytest.mark.parametrize("mark", [".dockerenv", "run/.containerenv", "run/systemd/container"])
def test_a_container_is_known_by_its_mark(tmp_path: Path, mark: str) -> None:
    assert _machine.in_container(machine(tmp_path, mark=mark))


def test_a_container_is_known_by_its_group(tmp_path: Path) -> None:
    assert _machine.in_container(machine(tmp_path, cgroup="0::/kubepods/besteffort/pod1"))


def test_another_machine_is_refused_unless_its_user_says_so(tmp_path: Path) -> None:
    root = machine(tmp_path)
    with pytest.raises(UsageError, match=r"no container.*; run it in a container, or say --on-this-machine"):
        _machine.check_machine(False, root)
    _machine.check_machine(True, root)


def test_up_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_machine, "in_container", lambda _: False)
    assert main(["up", "--data", str(tmp_path / "cloud")]) == 4
    assert capsys.readouterr().err.startswith("openstack: up: this is no container")
    assert not (tmp_path / "cloud").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--computes", "x"], "--computes x: 'x' is no host"),
        (["--computes", "fake1", "--release", "/none"], "--release /none: cannot be read"),
    ],
)
def test_a_wrong_word_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["up", "--on-this-machine", "--data", str(tmp_path / "cloud"), *words]) == 4
    told = capsys.readouterr().err
    assert told.startswith(f"openstack: {said}")
    assert told.count("\n") == 1


def test_the_status_of_no_cloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"no cloud in {tmp_path}\n"


def test_down_where_nothing_runs_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["down", "--data", str(tmp_path / "cloud")]) == 0
    assert "nothing was running" in capsys.readouterr().err


def test_wiping_forgets_a_broken_cloud_too(folders: Folders) -> None:
    folders.record.write_text("broken")
    assert main(["down", "--wipe", "--data", str(folders.data)]) == 0
    assert not folders.data.exists()


def test_two_commands_do_not_work_on_one_cloud(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(folders):
        assert main(["down", "--data", str(folders.data)]) == 4
    assert "another command is at work on it; wait until it has ended" in capsys.readouterr().err
