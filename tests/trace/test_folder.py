"""A folder of traces is one stream."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.trace import open_trace

Desk = Any


def test_events_are_merged_by_time_and_numbered_anew(desk: Desk) -> None:
    desk.file(desk.whole(1, 4, 5), "a.jsonl")
    desk.file(gzip.compress(desk.whole(2, 3, 6)), "b.jsonl.gz")
    events = list(open_trace(desk.folder))
    assert [event.time for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.seq for event in events] == [1, 2, 3, 4, 5, 6]


def test_each_file_keeps_its_own_order(desk: Desk) -> None:
    late_first = desk.text(desk.header(), desk.event(1, time=9.0), desk.event(2, time=1.0), desk.footer(2))
    desk.file(late_first, "a.jsonl")
    desk.file(desk.whole(5), "b.jsonl")
    assert [event.time for event in open_trace(desk.folder)] == [5.0, 9.0, 1.0]


def test_clocks_of_different_files_stay_apart(desk: Desk) -> None:
    desk.file(desk.whole(1), "a.jsonl")
    desk.file(gzip.compress(desk.whole(2)), "b.jsonl.gz")
    assert [event.clock for event in open_trace(desk.folder)] == ["a:c", "b:c"]


def test_files_of_one_stem_are_still_told_apart(desk: Desk) -> None:
    desk.file(desk.whole(1), "a.jsonl")
    desk.file(gzip.compress(desk.whole(2)), "a.jsonl.gz")
    assert [event.clock for event in open_trace(desk.folder)] == ["a.jsonl:c", "a.jsonl.gz:c"]


def test_what_was_watched_is_united(desk: Desk) -> None:
    desk.file(desk.whole(watched={"http": ["keystone"], "db": ["nova-api"]}), "a.jsonl")
    desk.file(desk.whole(watched={"http": ["glance-api", "keystone"], "db": ["*"], "rpc": ["*"]}), "b.jsonl")
    with open_trace(desk.folder) as trace:
        assert trace.header.watched == {"http": ["keystone", "glance-api"], "db": ["*"], "rpc": ["*"]}


def test_windows_are_the_widest(desk: Desk) -> None:
    desk.file(desk.whole(target="x", started=5, settle=9, max_skew=0.1, validation_cache={"nova-api": 5}), "a.jsonl")
    desk.file(desk.whole(target="y", started=3, settle=1, max_skew=0.5, validation_cache={"nova-api": None}), "b.jsonl")
    with open_trace(desk.folder) as trace:
        header = trace.header
    assert (header.target, header.started, header.settle, header.max_skew) == ("x + y", 3.0, 9.0, 0.5)
    assert header.validation_cache == {"nova-api": None}


def test_new_map_of_one_file_replaces_only_what_that_file_watched(desk: Desk) -> None:
    watch = desk.event(1, channel="kit", kind="watch", watched={"state": ["*"]})
    desk.file(desk.text(desk.header(watched={"http": ["*"]}), watch, desk.footer(1)), "a.jsonl")
    desk.file(desk.whole(2, watched={"db": ["*"]}), "b.jsonl")
    watched = [event.watched for event in open_trace(desk.folder) if event.kind == "watch"]
    assert watched == [{"state": ["*"], "db": ["*"]}]


def test_whole_is_observed_until_the_first_file_ends(desk: Desk) -> None:
    for name, finished in (("a.jsonl", 20.0), ("b.jsonl", 10.0)):
        desk.file(desk.text(desk.header(), desk.footer(0, finished=finished)), name)
    trace = open_trace(desk.folder)
    assert list(trace) == []
    assert (trace.finished, trace.complete) == (10.0, True)


def test_profiles_must_agree(desk: Desk) -> None:
    desk.file(desk.whole(profile="classic"), "a.jsonl")
    desk.file(desk.whole(profile="openstack"), "b.jsonl")
    with pytest.raises(TraceError, match=r"'openstack'.*'classic'") as found:
        open_trace(desk.folder)
    assert found.value.where == f"{desk.folder}/b.jsonl:1"


def test_error_names_the_file_that_is_broken(desk: Desk) -> None:
    desk.file(desk.whole(1), "a.jsonl")
    desk.file(desk.text(desk.header(), b"oops"), "b.jsonl")
    with pytest.raises(TraceError) as found:
        list(open_trace(desk.folder))
    assert found.value.where == f"{desk.folder}/b.jsonl:2"


def test_broken_lines_of_all_files_are_counted_together(desk: Desk) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        desk.file(desk.whole(1)[:-1], name)
    trace = open_trace(desk.folder, tolerate=2)
    assert len(list(trace)) == 2
    assert (len(trace.skipped), trace.complete) == (2, False)
    with pytest.raises(TraceError):
        list(open_trace(desk.folder, tolerate=1))


def test_other_files_and_folders_are_left_alone(desk: Desk, tmp_path: Path) -> None:
    desk.file(b"oops", "notes.txt")
    (tmp_path / "old.jsonl").mkdir()
    desk.file(desk.whole(1), "a.jsonl")
    assert len(list(open_trace(desk.folder))) == 1


def test_folder_without_a_trace_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="no trace in this folder"):
        open_trace(tmp_path)


def test_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(TraceError, match="Permission denied"):
        open_trace(tmp_path)
