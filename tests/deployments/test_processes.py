"""Only what was started here is ended here, and all of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.openstack._folders import Folders
from deployments.openstack._processes import Processes
from deployments.openstack._waiting import Waiting

ENVIRONMENT = {"PATH": os.environ["PATH"]}
WAITS = [sys.executable, "-c", "import signal; print('ready', flush=True); signal.pause()"]
STAYS = [sys.executable, "-c", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS[2]}"]


@pytest.fixture
def processes(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    spawn, started = os.posix_spawn, []
    monkeypatch.setattr(os, "posix_spawn", lambda *given, **more: started.append(spawn(*given, **more)) or started[-1])
    made = Processes(folders, patience=0.5)
    yield made
    made.stop(made.names())
    for pid in started:
        os.waitpid(pid, 0)


def ready(processes: Processes, name: str) -> None:
    waiting, printed = Waiting(), processes.output(name)
    waiting.until(lambda: printed.read_text() == "ready\n", f"{name} is ready", log=printed)


def test_a_process_that_was_started_runs(processes: Processes) -> None:
    assert processes.start("one", WAITS, ENVIRONMENT)
    assert processes.runs("one")
    assert processes.names() == ["one"]


def test_one_that_runs_is_not_started_again(processes: Processes) -> None:
    processes.start("one", WAITS, ENVIRONMENT)
    assert not processes.start("one", WAITS, ENVIRONMENT)


def test_it_has_a_session_of_its_own(processes: Processes, folders: Folders) -> None:
    processes.start("one", WAITS, ENVIRONMENT)
    pid = int((folders.run / "one.pid").read_text().split()[0])
    assert os.getsid(pid) == pid


def test_what_it_prints_is_kept_for_its_owner(processes: Processes) -> None:
    processes.start("one", WAITS, ENVIRONMENT)
    ready(processes, "one")
    assert processes.output("one").stat().st_mode & 0o777 == 0o600


def test_a_process_is_ended(processes: Processes) -> None:
    processes.start("one", WAITS, ENVIRONMENT)
    assert processes.stop(["one"]) == ["one"]
    assert not processes.runs("one")
    assert processes.names() == []


def test_one_that_does_not_end_by_itself_is_ended_by_force(processes: Processes) -> None:
    processes.start("stays", STAYS, ENVIRONMENT)
    ready(processes, "stays")
    assert processes.stop(["stays"]) == ["stays"]
    assert not processes.runs("stays")


def test_one_that_ended_by_itself_does_not_run(processes: Processes) -> None:
    processes.start("short", [sys.executable, "-c", ""], ENVIRONMENT)
    log = processes.output("short")
    Waiting().until(lambda: not processes.runs("short"), "it ends", log=log)
    assert processes.stop(["short"]) == []


def test_a_stranger_with_its_process_id_is_left_alone(processes: Processes, folders: Folders) -> None:
    with subprocess.Popen(WAITS, stdout=subprocess.PIPE) as stranger:
        (folders.run / "one.pid").write_text(f"{stranger.pid} 1\n")
        assert not processes.runs("one")
        assert processes.stop(["one"]) == []
        assert stranger.poll() is None
        stranger.kill()


def test_a_torn_file_names_no_process(processes: Processes, folders: Folders) -> None:
    (folders.run / "one.pid").write_text("12")
    assert not processes.runs("one")


def test_stopping_what_never_ran_does_nothing(processes: Processes) -> None:
    assert processes.stop(["never"]) == []


def test_another_command_knows_what_was_started(processes: Processes, folders: Folders) -> None:
    processes.start("one", WAITS, ENVIRONMENT)
    assert Processes(folders).runs("one")


def test_a_program_that_is_not_there_is_told_at_once(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        processes.start("none", [tmp_path / "none"], ENVIRONMENT)
    assert processes.names() == []
