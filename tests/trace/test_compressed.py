"""Compressed traces: right, cut short, damaged, and bombs."""

import gzip
import io
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.trace import open_trace

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Desk = Any
Pack = Callable[[bytes], bytes]

both = pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, ".gz"), (zstd.compress, ".zst")], ids=["gz", "zst"])


@both
def test_ending_says_how_a_file_is_compressed(desk: Desk, pack: Pack, ending: str) -> None:
    path = desk.file(pack(desk.whole(*range(9000))), f"trace.jsonl{ending}")
    trace = open_trace(path)
    assert [event.seq for event in trace] == list(range(9000))
    assert trace.complete


@both
def test_first_bytes_say_how_standard_input_is_compressed(desk: Desk, pack: Pack, ending: str) -> None:
    trace = open_trace("-", stdin=io.BytesIO(pack(desk.whole(1, 2))))
    assert len(list(trace)) == 2


@both
def test_several_compressed_parts_are_one_trace(desk: Desk, pack: Pack, ending: str) -> None:
    data = desk.whole(1, 2)
    trace = open_trace(desk.file(pack(data[:100]) + pack(data[100:]), f"trace{ending}"))
    assert len(list(trace)) == 2


@both
def test_what_is_not_compressed_though_its_name_says_so_is_an_error(desk: Desk, pack: Pack, ending: str) -> None:
    with pytest.raises(TraceError, match="damaged"):
        open_trace(desk.file(desk.whole(1), f"trace{ending}"))


@both
def test_empty_file_is_an_empty_trace(desk: Desk, pack: Pack, ending: str) -> None:
    with pytest.raises(TraceError, match="empty"):
        open_trace(desk.file(b"", f"trace{ending}"))


@both
def test_cut_stream_is_an_error_at_the_line_it_reaches(desk: Desk, pack: Pack, ending: str) -> None:
    data = pack(desk.whole(*range(20_000)))
    with pytest.raises(TraceError, match="damaged or cut short") as found:
        list(open_trace(desk.file(data[: len(data) // 2], f"trace{ending}")))
    assert int(found.value.where.rpartition(":")[2]) > 1


@both
def test_cut_stream_can_be_tolerated_and_keeps_what_came_before(desk: Desk, pack: Pack, ending: str) -> None:
    data = pack(desk.whole(*range(50_000)))
    trace = open_trace(desk.file(data[: len(data) * 3 // 4], f"trace{ending}"), tolerate=1)
    seqs = [event.seq for event in trace]
    assert seqs
    assert seqs == list(range(len(seqs)))
    assert (trace.complete, len(trace.skipped)) == (False, 1)


@both
def test_damaged_stream_is_an_error(desk: Desk, pack: Pack, ending: str) -> None:
    data = bytearray(pack(desk.whole(*range(20_000))))
    data[len(data) // 2 :][:64] = bytes(64)
    data[-200:-100] = bytes(100)
    with pytest.raises(TraceError):
        list(open_trace(desk.file(bytes(data), f"trace{ending}")))


@both
def test_bomb_costs_no_memory(desk: Desk, pack: Pack, ending: str) -> None:
    bomb = pack(desk.text(desk.header()) + bytes(100 << 20))
    path = desk.file(bomb, f"trace{ending}")
    tracemalloc.start()
    with pytest.raises(TraceError, match="64 MiB"):
        list(open_trace(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 << 20


def test_zstd_window_beyond_128_mebibytes_is_refused(desk: Desk) -> None:
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 30, zstd.CompressionParameter.content_size_flag: 0}
    compressor = zstd.ZstdCompressor(options=options)
    data = compressor.compress(desk.whole(1)) + compressor.flush()
    with pytest.raises(TraceError, match="damaged"):
        open_trace(desk.file(data, "trace.zst"))
