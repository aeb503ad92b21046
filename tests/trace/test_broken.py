"""A trace that is not what `cloudflow/1` says: one error that names file and line, or a line less."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.trace import open_trace

Desk = Any


def error_of(path: Path | str, tolerate: int = 0) -> TraceError:
    with pytest.raises(TraceError) as found:
        list(open_trace(path, tolerate=tolerate))
    assert "\n" not in str(found.value)
    return found.value


def broken_second_event(desk: Desk, line: bytes) -> TraceError:
    data = desk.text(desk.header(), desk.event(1), line, desk.event(9), desk.footer(3))
    error = error_of(desk.file(data))
    assert error.where == f"{desk.folder}/trace.jsonl:3"
    return error


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{", "truncated"),
        (b'{"seq":2} {"seq":3}', "seq|trailing|missing"),
        (b"[]", "object"),
        (b"\xff\xfe", "malformed|UTF-8"),
        (b'{"seq":2,"time":2,"clock":"c","channel":"db","kind":"read","table":"\xff"}', "not UTF-8"),
        (b'{"x":' + b"[" * 200_000, "nested too deep"),
        (b'{"seq":2,"time":2,"clock":"c","channel":"sql","kind":"read"}', "`channel`: invalid enum value 'sql'"),
        (b'{"seq":"2","time":2,"clock":"c","channel":"db","kind":"read"}', "`seq`: expected `int`, got `str`"),
        (b'{"seq":2,"clock":"c","channel":"db","kind":"read"}', "missing required field `time`"),
        (b'{"seq":2,"time":1e999,"clock":"c","channel":"db","kind":"read"}', "`time`: "),
        (b'{"seq":2,"time":NaN,"clock":"c","channel":"db","kind":"read"}', "malformed"),
        (b'{"seq":2,"time":1e300,"clock":"c","channel":"db","kind":"read"}', "`time`: expected `float` <="),
        (b'{"seq":99999999999999999999,"time":2,"clock":"c","channel":"db","kind":"read"}', "`seq`: "),
        (
            b'{"seq":2,"time":2,"clock":"c","channel":"db","kind":"read","facts":{"vcpus":1.5}}',
            "`facts.vcpus`: expected",
        ),
        (b'{"seq":2,"time":2,"clock":"c","channel":"db","kind":"weigh"}', "'db' has no kind 'weigh'"),
        (b'{"seq":1,"time":2,"clock":"c","channel":"db","kind":"read"}', "`seq` is 1 after 1"),
        (b'{"trace":"cloudflow/1"}', "second header"),
        (b'{"end":"cloudflow/1"}', "footer cannot be read.*`events`"),
        (b'{"end":"cloudflow/2","events":1}', "version 'cloudflow/2'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_line_is_named_with_what_it_says(desk: Desk, line: bytes, what: str) -> None:
    assert re.search(what, str(broken_second_event(desk, line)))


def test_what_an_error_quotes_is_short_and_printable(desk: Desk) -> None:
    line = b'{"seq":2,"time":2,"clock":"c","channel":"\\u001b[2J' + b"x" * 5000 + b'","kind":"read"}'
    message = str(broken_second_event(desk, line))
    assert message.isprintable()
    assert len(message) < 400


def test_line_number_counts_blank_lines_and_all_that_came_before(desk: Desk) -> None:
    events = map(desk.event, range(10_000))
    error = error_of(desk.file(desk.text(b"", desk.header(), *events, b"", b"oops", desk.footer(10_000))))
    assert error.where.endswith(":10004")


@pytest.mark.parametrize("length", [(1 << 20) + 1, 3 << 20], ids=["just", "far"])
def test_line_longer_than_a_mebibyte_is_broken(desk: Desk, length: int) -> None:
    assert "1 MiB" in broken_second_event(desk, desk.event(2).ljust(length)).what


def test_longer_line_is_skipped_whole(desk: Desk) -> None:
    data = desk.text(desk.header(), desk.event(1), b"x" * (3 << 20), desk.event(2), desk.footer(3))
    trace = open_trace(desk.file(data), tolerate=1)
    assert [event.seq for event in trace] == [1, 2]
    assert trace.complete
    assert ":3: " in trace.skipped[0]


@pytest.mark.parametrize("fill", [b"\n", b" ", b"x"], ids=["blank lines", "one blank line", "one line"])
def test_nothing_for_64_mebibytes_is_an_error_whatever_is_tolerated(desk: Desk, fill: bytes) -> None:
    path = desk.file(desk.text(desk.header()) + fill * (65 << 20))
    assert "64 MiB" in error_of(path, tolerate=1000).what


class TestHeader:
    """The first line."""

    def broken(self, desk: Desk, first: bytes) -> TraceError:
        error = error_of(desk.file(desk.text(first, desk.event(1), desk.footer(1))), tolerate=10)
        assert error.where.endswith(":1")
        return error

    def test_empty_trace(self, desk: Desk) -> None:
        assert "empty" in error_of(desk.file(b"")).what

    def test_blank_trace(self, desk: Desk) -> None:
        assert "empty" in error_of(desk.file(b"\n \n")).what

    def test_no_header(self, desk: Desk) -> None:
        assert "no header" in self.broken(desk, desk.event(0)).what

    def test_no_json(self, desk: Desk) -> None:
        assert "header cannot be read" in self.broken(desk, b"hello").what

    def test_another_version(self, desk: Desk) -> None:
        error = self.broken(desk, desk.header(trace="cloudflow/2"))
        assert "'cloudflow/2'" in error.what
        assert "'cloudflow/1'" in error.mend

    @pytest.mark.parametrize("name", ["boot_timeout", "settle", "max_skew"])
    def test_negative_duration(self, desk: Desk, name: str) -> None:
        assert f"{name} = -1.0" in self.broken(desk, desk.header(**{name: -1})).what

    def test_negative_validation_cache(self, desk: Desk) -> None:
        assert "glance-api" in self.broken(desk, desk.header(validation_cache={"glance-api": -1})).what

    def test_unknown_channel(self, desk: Desk) -> None:
        error = self.broken(desk, desk.header(watched={"htpp": ["*"]}))
        assert "'htpp'" in error.what
        assert "http, rpc" in error.mend

    def test_wrong_type(self, desk: Desk) -> None:
        assert "`watched`" in self.broken(desk, desk.header(watched=["http"])).what

    def test_too_long(self, desk: Desk) -> None:
        assert "1 MiB" in self.broken(desk, b"x" * (2 << 20)).what

    def test_unterminated(self, desk: Desk) -> None:
        assert "cut short" in error_of(desk.file(desk.header())).what


class TestEnd:
    """Whether the trace is all there."""

    def test_no_footer(self, desk: Desk) -> None:
        assert "no footer" in error_of(desk.file(desk.text(desk.header(), desk.event(1)))).what

    def test_unterminated_last_line(self, desk: Desk) -> None:
        error = error_of(desk.file(desk.whole(1)[:-1]))
        assert "cut short" in error.what
        assert error.where.endswith(":3")

    @pytest.mark.parametrize("count", [0, 2, -1])
    def test_another_count(self, desk: Desk, count: int) -> None:
        error = error_of(desk.file(desk.text(desk.header(), desk.event(1), desk.footer(count))))
        assert f"counts {count} events, 1 were read" in error.what

    def test_something_after_the_footer(self, desk: Desk) -> None:
        for more in (desk.event(2), desk.footer(1), b"oops"):
            error = error_of(desk.file(desk.whole(1) + more + b"\n"))
            assert "after the footer" in error.what
            assert error.where.endswith(":4")


class TestPlace:
    """Where there should be a trace."""

    def test_no_file(self, tmp_path: Path) -> None:
        assert "no such file" in error_of(tmp_path / "none.jsonl").what

    def test_file_as_folder(self, desk: Desk) -> None:
        assert "opened" in error_of(desk.file(b"") / "trace.jsonl").what

    def test_name_that_no_file_has(self) -> None:
        assert "opened" in error_of("a\0b").what

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, desk: Desk) -> None:
        path = desk.file(desk.whole(1))
        path.chmod(0)
        assert "Permission denied" in error_of(path).what

    def test_refused_by_the_system(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        assert "Permission denied" in error_of(desk.folder / "trace.jsonl").what

    def test_failing_disk(self) -> None:
        class Failing(io.BytesIO):
            def read1(self, size: int | None = -1, /) -> bytes:
                raise OSError(5, "Input/output error")

        with pytest.raises(TraceError, match="cannot be read: Input/output error"):
            open_trace("-", stdin=Failing(b"abcdef"))


class TestTolerance:
    """`--cloudflow-tolerate N`."""

    def test_skips_so_many_and_lists_them(self, desk: Desk) -> None:
        data = desk.text(desk.header(), b"oops", desk.event(1), desk.event(1), desk.event(2), desk.footer(4))
        trace = open_trace(desk.file(data), tolerate=2)
        assert [event.seq for event in trace] == [1, 2]
        assert [line.split(": ")[0].rpartition(":")[2] for line in trace.skipped] == ["2", "4"]
        assert trace.complete

    def test_one_more_is_an_error_at_its_line(self, desk: Desk) -> None:
        data = desk.text(desk.header(), b"oops", b"oops", desk.footer(2))
        assert error_of(desk.file(data), tolerate=1).where.endswith(":3")

    @pytest.mark.parametrize("bytes_gone", [1, 20, 70])
    def test_cut_end_counts_as_one(self, desk: Desk, bytes_gone: int) -> None:
        trace = open_trace(desk.file(desk.whole(1, 2)[:-bytes_gone]), tolerate=1)
        assert [event.seq for event in trace][:1] == [1]
        assert not trace.complete
        assert len(trace.skipped) == 1

    def test_lost_line_is_one(self, desk: Desk) -> None:
        data = desk.text(desk.header(), desk.event(1), desk.footer(2))
        trace = open_trace(desk.file(data), tolerate=1)
        assert len(list(trace)) == 1
        assert not trace.complete

    def test_what_follows_the_footer_is_no_part_of_the_trace(self, desk: Desk) -> None:
        trace = open_trace(desk.file(desk.whole(1) + desk.text(desk.event(2))), tolerate=1)
        assert [event.seq for event in trace] == [1]
