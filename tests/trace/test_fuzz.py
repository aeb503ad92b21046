"""Whatever bytes there are: events, or a TraceError."""

import gzip
import io
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.trace import Event, open_trace

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HEADER = (
    b'{"trace":"cloudflow/1","target":"t","max_skew":0.5,"validation_cache":{"nova-api":null},"watched":{"db":["*"]}}'
)
BODY = b"".join(
    b'{"seq":%d,"time":%d.5,"clock":"c","channel":"db","kind":"read","source":"nova-api","facts":{"vcpus":2}}\n'
    % (n, n)
    for n in range(20)
)
WHOLE = HEADER + b"\n" + BODY + b'{"end":"cloudflow/1","events":20,"finished":30.0}\n'
PIECES = [
    b'"',
    b"{",
    b"}",
    b"\n",
    b"[" * 5000,
    b"1e999",
    b"-1",
    b"\xff",
    b"\\ud800",
    b"\x00",
    b"9" * 400,
    b"null",
    b"x" * 2000,
]

edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=8)), max_size=6
)


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, gone, new in changes:
        at = int(where * len(data))
        data = data[:at] + new + data[at + gone :]
    return data


def read(data: bytes, tolerate: int) -> None:
    events, error = outcome(data, tolerate)
    assert all(isinstance(event, Event) for event in events)
    assert error is None or error.where.startswith("standard input")
    assert str(error).isprintable()


def outcome(data: bytes, tolerate: int) -> tuple[list[Event], TraceError | None]:
    events: list[Event] = []
    try:
        events.extend(open_trace("-", stdin=io.BytesIO(data), tolerate=tolerate))
    except TraceError as error:
        return events, error
    return events, None


@given(edits, st.integers(0, 5))
def test_edited_text_is_events_or_an_error(changes: list[tuple[float, int, bytes]], tolerate: int) -> None:
    read(edited(WHOLE, changes), tolerate)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
@given(edits, st.integers(0, 5))
def test_edited_archive_is_events_or_an_error(
    pack: Callable[[bytes], bytes], changes: list[tuple[float, int, bytes]], tolerate: int
) -> None:
    read(edited(pack(WHOLE), changes), tolerate)


@given(st.binary(max_size=200), st.integers(0, 5))
def test_any_bytes_are_events_or_an_error(data: bytes, tolerate: int) -> None:
    read(data, tolerate)


def test_unedited_trace_is_all_events() -> None:
    trace = open_trace("-", stdin=io.BytesIO(WHOLE))
    assert len(list(trace)) == 20
    assert trace.complete
