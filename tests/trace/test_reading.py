"""A trace that is right, and how much of it is read."""

import io
import math
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.trace import open_trace

Desk = Any


def test_header_is_there_before_the_first_event(desk: Desk) -> None:
    with open_trace(desk.file(desk.whole(1, target="staging", settle=2))) as trace:
        assert (trace.header.target, trace.header.settle, trace.header.boot_timeout) == ("staging", 2.0, 300.0)


def test_events_come_once_in_order(desk: Desk) -> None:
    trace = open_trace(desk.file(desk.whole(1, 2, 5)))
    assert [event.seq for event in trace] == [1, 2, 5]
    assert list(trace) == []


def test_batches_hold_all_events_and_none_is_empty(desk: Desk) -> None:
    batches = list(open_trace(desk.file(desk.whole(*range(5000)))).batches())
    assert all(batches)
    assert [event.seq for batch in batches for event in batch] == list(range(5000))


def test_where_a_line_is_skipped_a_batch_ends_and_an_empty_one_stands_for_it(desk: Desk) -> None:
    broken = desk.text(
        desk.header(), desk.event(1), b"oops", desk.event(3), desk.event(2), desk.event(4), desk.footer(3)
    )
    trace = open_trace(desk.file(broken), tolerate=2)
    seen = [([event.seq for event in batch], len(trace.skipped)) for batch in trace.batches()]
    assert seen == [([1], 0), ([], 1), ([3], 1), ([], 2), ([4], 2)]


def test_end_is_known_after_the_last_event(desk: Desk) -> None:
    trace = open_trace(desk.file(desk.whole(1)))
    assert (trace.finished, trace.complete) == (None, False)
    list(trace)
    assert (trace.finished, trace.complete, trace.skipped) == (99.0, True, ())


def test_footer_may_leave_out_when_it_finished(desk: Desk) -> None:
    footer = b'{"end":"cloudflow/1","events":1}'
    trace = open_trace(desk.file(desk.text(desk.header(), desk.event(1), footer)))
    assert len(list(trace)) == 1
    assert (trace.finished, trace.complete) == (None, True)


def test_trace_without_events_is_a_trace(desk: Desk) -> None:
    trace = open_trace(desk.file(desk.whole()))
    assert list(trace) == []
    assert trace.complete


def test_blank_lines_and_carriage_returns_are_no_lines(desk: Desk) -> None:
    data = desk.text(b"", desk.header(), b"  ", desk.event(1) + b"\r", b"\t", desk.footer(1), b"")
    trace = open_trace(desk.file(data))
    assert len(list(trace)) == 1
    assert trace.complete


def test_unknown_fields_are_ignored(desk: Desk) -> None:
    event = desk.event(1, novelty={"a": [1]}, facts={"novelty": 1})
    trace = open_trace(desk.file(desk.text(desk.header(novelty=1), event, desk.footer(1, novelty=1))))
    assert len(list(trace)) == 1


def test_line_of_exactly_a_mebibyte_is_read(desk: Desk) -> None:
    event = desk.event(1).ljust(1 << 20)
    assert len(list(open_trace(desk.file(desk.text(desk.header(), event, desk.footer(1)))))) == 1


def test_validations_may_be_reused_for_a_time_or_an_unknown_time(desk: Desk) -> None:
    header = desk.header(validation_cache={"glance-api": None, "neutron-server": 300})
    with open_trace(desk.file(desk.text(header, desk.footer(0)))) as trace:
        found = trace.header
    assert found.validation_cache == {"glance-api": None, "neutron-server": 300.0}


def test_times_are_finite(desk: Desk) -> None:
    assert all(math.isfinite(event.time) for event in open_trace(desk.file(desk.whole(1, 2))))


def test_standard_input_is_a_trace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(desk.whole(1, 2))))
    assert len(list(open_trace("-"))) == 2


def test_standard_input_can_be_handed_in_and_stays_open(desk: Desk) -> None:
    given = io.BytesIO(desk.whole(1))
    assert len(list(open_trace("-", stdin=given))) == 1
    assert not given.closed


def test_errors_of_the_standard_input_name_it(desk: Desk) -> None:
    with pytest.raises(TraceError) as found:
        open_trace("-", stdin=io.BytesIO(b"[]\n"))
    assert found.value.where == "standard input:1"


def test_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(TraceError, match="no standard input"):
        open_trace("-")


def test_pipe_with_a_name_is_read(desk: Desk) -> None:
    read, write = os.pipe()
    os.write(write, desk.whole(1, 2))
    os.close(write)
    assert len(list(open_trace(f"/dev/fd/{read}"))) == 2
    os.close(read)


def test_file_is_closed_after_the_last_event_and_by_the_with_block(desk: Desk) -> None:
    before = set(Path("/dev/fd").iterdir())
    path = desk.file(desk.whole(1, 2))
    list(open_trace(path))
    with open_trace(path):
        pass
    assert set(Path("/dev/fd").iterdir()) == before
