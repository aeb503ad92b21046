"""One line of a trace and what it says: header, event or footer; or why it says none of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Struct, UnsetType

from ..errors import TraceError
from ._events import CHANNELS, FORMAT, Event, Footer, Header

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder may raise at bytes that are not what it expects."""

KINDS = frozenset(
    {("http", "request"), ("http", "response"), ("rpc", "publish"), ("rpc", "deliver"), ("notification", "publish")}
    | {("db", "read"), ("db", "write"), ("scheduler", "filter"), ("scheduler", "weigh"), ("state", "change")}
    | {("hypervisor", kind) for kind in ("define", "start", "destroy", "error")}
    | {("kit", kind) for kind in ("scenario", "watch", "gap")}
)
"""Which kinds a channel has."""

FIRST_LINE = f'the first line of a trace is {{"trace":"{FORMAT}","target":…,"watched":…}}'
LAST_LINE = f'the last line of a trace is {{"end":"{FORMAT}","events":N,"finished":…}}'


class Mark(Struct):
    """What tells a header and a footer from an event."""

    trace: str | UnsetType = UNSET
    end: str | UnsetType = UNSET


decode_event = msgspec.json.Decoder(Event).decode
_decode_mark = msgspec.json.Decoder(Mark).decode
_decode_header = msgspec.json.Decoder(Header).decode
_decode_footer = msgspec.json.Decoder(Footer).decode


def mark_of(line: bytes) -> Mark:
    """What kind of line this is; an empty mark for whatever is neither header nor footer."""
    try:
        return _decode_mark(line)
    except UNREADABLE:
        return Mark()


def header_of(line: bytes, where: str) -> Header:
    """The header that `line` is.

    :raises TraceError: at `where`, when it is none, is of another version, or says what no header can say.
    """
    try:
        mark = _decode_mark(line)
        if mark.trace is UNSET:
            raise TraceError("there is no header", where, FIRST_LINE)
        _check_version(mark.trace, where)
        header = _decode_header(line)
    except UNREADABLE as error:
        raise TraceError(f"the header cannot be read: {in_words(error)}", where, FIRST_LINE) from error
    for fault, mend in _faults(header):
        raise TraceError(f"the header has {fault}", where, mend)
    return header


def footer_of(line: bytes, where: str) -> Footer:
    """The footer that `line` is.

    :raises TraceError: at `where`, when it is of another version or says what no footer can say.
    """
    try:
        footer = _decode_footer(line)
    except UNREADABLE as error:
        raise TraceError(f"the footer cannot be read: {in_words(error)}", where, LAST_LINE) from error
    _check_version(footer.end, where)
    return footer


def in_words(error: Exception) -> str:
    """What a decoder found, in one short line: the place first, nothing unprintable, at most 200 characters."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deep"
    what, _, place = str(error).partition(" - at ")
    if place:
        what = f"`{place.strip('`').removeprefix('$.')}`: {what[:1].lower()}{what[1:]}"
    return printable(what, 200)


def printable(text: str, limit: int) -> str:
    """`text` without what could steer a terminal, at most `limit` characters."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def _check_version(found: str, where: str) -> None:
    if found != FORMAT:
        raise TraceError(f"this is a trace of version {printable(found, 40)!r}", where, f"this kit reads {FORMAT!r}")


def _faults(header: Header) -> Iterator[tuple[str, str]]:
    for name in ("max_skew", "boot_timeout", "settle"):
        seconds: float = getattr(header, name)
        if not (seconds >= 0 and math.isfinite(seconds)):
            yield f"{name} = {seconds}", f"{name} is a number of seconds, 0 or more"
    for component, seconds_or_none in header.validation_cache.items():
        if seconds_or_none is not None and seconds_or_none < 0:
            yield (
                f"validation_cache of {printable(component, 40)!r} = {seconds_or_none}",
                "seconds above 0, or null for unknown",
            )
    for channel in header.watched:
        if channel not in CHANNELS:
            yield f"watched channel {printable(channel, 40)!r}", f"the channels are {', '.join(CHANNELS)}"
