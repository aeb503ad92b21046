"""A trace is whole at its place, or not there; it is its owner's; and what was written is what is read."""

import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.errors import TraceError, UsageError
from pytest_cloudflow.trace import Event, Facts, Failure, Header, TraceWriter, _writer, open_trace

HEADER = Header(target="t", watched={"http": ["*"]}, validation_cache={"nova-api": None})
EVENT = Event(seq=1, time=1.5, clock="c", channel="state", kind="change", task_state=None)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe_text = st.none() | st.just(UNSET) | texts
maybe_number = st.none() | st.just(UNSET) | st.integers(-(2**63), 2**63 - 1)
facts = st.builds(
    Facts,
    user_id=maybe_text,
    roles=st.none() | st.just(UNSET) | st.lists(texts, max_size=3),
    vcpus=maybe_number,
    connection=st.sampled_from([True, False, None, UNSET]),
    failure=st.none() | st.just(UNSET) | st.builds(Failure, class_=maybe_text, message=maybe_text),
)
events = st.builds(
    Event,
    seq=st.just(0),
    time=st.floats(-6e10, 2.5e11),
    clock=texts,
    channel=st.just("http"),
    kind=st.sampled_from(["request", "response"]),
    source=maybe_text,
    path=maybe_text,
    status=maybe_number,
    facts=facts,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traces")


@pytest.fixture(params=[True, False], ids=["unnamed", "named"])
def unnamed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the file system has files without a name; not all have."""
    if not request.param:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return bool(request.param)


@given(
    found=st.lists(events, max_size=20), ending=st.sampled_from(["", ".gz", ".zst"]), finished=st.none() | st.just(7.0)
)
def test_what_was_written_is_what_is_read(place: Path, found: list[Event], ending: str, finished: float | None) -> None:
    numbered = [replace(event, seq=number) for number, event in enumerate(found)]
    path = place / f"trace.jsonl{ending}"
    with TraceWriter(path, HEADER) as writer:
        for event in numbered:
            writer.write(event)
        writer.close(finished)
    trace = open_trace(path)
    assert list(trace) == numbered
    assert (trace.header, trace.finished, trace.complete) == (HEADER, finished, True)


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_only_its_owner_may_read_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"trace{ending}"
    path.touch(0o666)
    with TraceWriter(path, HEADER):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_block_closes_it(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "trace", HEADER) as writer:
        writer.write(EVENT)
    assert list(open_trace(tmp_path / "trace")) == [EVENT]


def test_closing_again_does_nothing(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path / "trace", HEADER)
    writer.close(1.0)
    writer.close(2.0)
    trace = open_trace(tmp_path / "trace")
    list(trace)
    assert trace.finished == 1.0


def test_it_is_at_its_place_only_when_it_is_whole(tmp_path: Path, unnamed: bool) -> None:
    path = tmp_path / "trace"
    path.write_text("before")
    with TraceWriter(path, HEADER):
        assert path.read_text() == "before"
    assert path.read_text() != "before"


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_exception_leaves_nothing_behind(tmp_path: Path, ending: str, unnamed: bool) -> None:
    with pytest.raises(ZeroDivisionError), TraceWriter(tmp_path / f"trace{ending}", HEADER) as writer:
        writer.write(1 / 0)  # type: ignore[arg-type]  # that is never reached
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    """Nothing has a name before it is whole."""
    if _writer._unnamed(tmp_path) is None:
        pytest.skip("this file system has no files without a name")
    with TraceWriter(tmp_path / "trace", HEADER) as writer:
        writer.write(EVENT)
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == [tmp_path / "trace"]


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "trace")
    with TraceWriter(tmp_path / "link", HEADER):
        pass
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "trace").is_file()


@pytest.mark.parametrize("fails", [False, True])
def test_device_is_written_to_and_stays(tmp_path: Path, fails: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = TraceWriter(pipe, HEADER)
    if fails:
        writer.abort()
    else:
        writer.close()
    assert os.read(reader, 1 << 16).startswith(b'{"trace":"cloudflow/1"')
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_dash_is_the_standard_output() -> None:
    out = io.BytesIO()
    with TraceWriter("-", HEADER, stdout=out) as writer:
        writer.write(EVENT)
    assert not out.closed
    assert list(open_trace("-", stdin=io.BytesIO(out.getvalue()))) == [EVENT]


def test_aborted_standard_output_has_no_footer() -> None:
    out = io.BytesIO()
    writer = TraceWriter("-", HEADER, stdout=out)
    writer.abort()
    assert b'"end"' not in out.getvalue()


@pytest.mark.parametrize(
    ("name", "what"),
    [("none/trace", "No such file"), (".", "directory"), ("a\0b", "null"), ("file/trace", "directory")],
)
def test_place_that_cannot_be_written_is_an_error_at_once(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=what) as found:
        TraceWriter(tmp_path / name, HEADER)
    assert found.value.where
    assert found.value.mend


class Full(io.BytesIO):
    """A disk that takes so much and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: object, /) -> int:
        self.room -= 1
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return super().write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", [0, 1, 2])
def test_full_disk_is_an_error(room: int) -> None:
    with pytest.raises(UsageError, match="No space left"), TraceWriter("-", HEADER, stdout=Full(room)) as writer:
        writer.write(EVENT)


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_disk_that_is_full_at_last_leaves_nothing_behind(
    tmp_path: Path, ending: str, unnamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    writer = TraceWriter(tmp_path / f"trace{ending}", HEADER)
    with pytest.raises(UsageError, match="No space left"):
        writer.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_full_device_is_an_error(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"full{ending}").symlink_to("/dev/full")
    with pytest.raises(UsageError, match="No space left"), TraceWriter(tmp_path / f"full{ending}", HEADER) as writer:
        writer.write(EVENT)


def test_event_that_no_reader_accepts_is_not_written(tmp_path: Path) -> None:
    huge = Event(seq=2, time=1.5, clock="x" * (1 << 20), channel="state", kind="change")
    with pytest.raises(TraceError, match="1 MiB"), TraceWriter(tmp_path / "trace", HEADER) as writer:
        writer.write(huge)
    assert list(tmp_path.iterdir()) == []
