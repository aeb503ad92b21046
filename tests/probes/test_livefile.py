"""A trace that is read while it is written, and a process that does not mind what becomes of it."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pytest_cloudflow.probes._livefile import LiveTrace
from pytest_cloudflow.probes.live._growing import Growing
from pytest_cloudflow.trace import NO_FACTS

WATCHED = {"http": ["nova-api"]}

FULL = """
import resource, sys
from pathlib import Path
from pytest_cloudflow.probes._livefile import LiveTrace
from pytest_cloudflow.trace import NO_FACTS

trace = LiveTrace(Path(sys.argv[1]), "nova-api", {"http": ["nova-api"]}, "c")
(path,) = Path(sys.argv[1]).iterdir()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 200, hard))
for number in range(5):
    trace.record("http", "request", NO_FACTS, {"path": f"/{number}"})
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
trace.record("http", "request", NO_FACTS, {"path": "/after"})
"""


@pytest.fixture
def trace(tmp_path):
    trace = LiveTrace(tmp_path, "nova-api", WATCHED, "c")
    yield trace
    trace.close()


def written(path):
    file = Growing(path, "seen")
    events = file.take()
    file.close()
    return events


def record(trace, path="/"):
    trace.record("http", "request", NO_FACTS, {"path": path})


def test_a_line_can_be_read_as_soon_as_it_is_written(trace, tmp_path):
    (path,) = tmp_path.iterdir()
    for number in range(1, 4):
        record(trace)
        assert [event.seq for event in written(path)] == list(range(1, number + 1))


def test_a_file_that_was_there_stays_as_it_is(tmp_path):
    """Numbers of processes come again, in containers at every start."""
    before = tmp_path / f"nova-api-{os.getpid()}.jsonl"
    before.write_text("of a process that was")
    trace = LiveTrace(tmp_path, "nova-api", WATCHED, "c")
    record(trace)
    assert before.read_text() == "of a process that was"
    assert len(written(tmp_path / f"nova-api-{os.getpid()}-2.jsonl")) == 1
    trace.close()


@pytest.mark.parametrize("held", ["contextlib.nullcontext()", "trace._lock"])
def test_the_child_of_a_fork_writes_to_a_file_of_its_own(tmp_path, held):
    """Though another thread of its parent may just be writing."""
    code = (
        "import contextlib, os, sys; from pathlib import Path\n"
        "from pytest_cloudflow.probes._livefile import LiveTrace\n"
        "from pytest_cloudflow.trace import NO_FACTS\n"
        "trace = LiveTrace(Path(sys.argv[1]), 'nova-api', {}, 'c')\n"
        f"with {held}: child = os.fork()\n"
        "trace.record('http', 'request', NO_FACTS, {'path': 'parent' if child else 'child'})\n"
        "os.waitpid(child, 0) if child else None\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert sorted([event.path for event in written(path)] for path in tmp_path.iterdir()) == [["child"], ["parent"]]


def test_where_the_disk_is_full_whole_lines_are_kept_and_what_is_missed_is_a_gap(tmp_path):
    run = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    (path,) = tmp_path.iterdir()
    kept, *_, gap, after = written(path)
    assert (kept.path, gap.kind, gap.missed, after.path) == ("/0", "gap", WATCHED, "/after")
    assert run.stderr.count("goes on unobserved") == 1


def test_a_file_that_somebody_removes_is_begun_anew(trace, tmp_path):
    record(trace, "/before")
    (path,) = tmp_path.iterdir()
    path.unlink()
    record(trace, "/after")
    assert [event.path for event in written(path)] == ["/after"]


def test_a_large_file_is_left_for_a_new_one_and_two_are_kept(tmp_path):
    trace = LiveTrace(tmp_path, "nova-api", WATCHED, "c", largest=500)
    for number in range(20):
        record(trace, f"/{number}")
    paths = sorted(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert len(paths) == 2
    numbers = [int(event.path[1:]) for path in paths for event in written(path)]
    assert numbers == list(range(numbers[0], 20))
    trace.close()


def test_a_reader_knows_whether_the_writer_lives(trace, tmp_path):
    (path,) = tmp_path.iterdir()
    file = Growing(Path(path), "seen")
    assert file.grows
    trace.close()
    assert not file.grows
    file.close()


def test_a_file_is_not_closed_while_somebody_writes_to_it(trace, monkeypatch):
    file, close, guarded = trace._file, os.close, []

    def closing(number):
        if number == file:
            guarded.append(trace._lock.locked())
        close(number)

    monkeypatch.setattr(os, "close", closing)
    trace.close()
    assert guarded == [True]


def test_each_line_is_json(trace, tmp_path):
    record(trace)
    (path,) = tmp_path.iterdir()
    header, event = (msgspec.json.decode(line) for line in path.read_bytes().splitlines())
    assert (header["trace"], header["watched"], event["path"]) == ("cloudflow/1", WATCHED, "/")
