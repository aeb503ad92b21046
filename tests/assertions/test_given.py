"""What may be handed in: paths, traces, events, descriptions, clouds, verdicts; and what may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pytest_cloudflow.assertions import assert_conforms, assert_fails, judged
from pytest_cloudflow.errors import TraceError, UsageError
from pytest_cloudflow.factories import Boot, boot_events, tell, trace_of
from pytest_cloudflow.factories.boots import BootFactory, TraceFactory
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import Event, Facts, Header, Recorder, TraceWriter, open_trace


def written(path: Path, boot: Boot, later: float = 1000.0) -> Path:
    trace = TraceFactory(boots=[boot])
    with TraceWriter(path, trace.header) as writer:
        for event in trace:
            writer.write(event)
        writer.close(trace.events[-1].time + later)
    return path


WAYS: dict[str, Callable[[Boot, Path], Any]] = {
    "a-path": lambda boot, path: written(path, boot),
    "the-name-of-a-path": lambda boot, path: str(written(path, boot)),
    "a-folder": lambda boot, path: written(path, boot).parent,
    "an-open-trace": lambda boot, path: open_trace(written(path, boot)),
    "a-trace-in-memory": lambda boot, _: TraceFactory(boots=[boot]),
    "a-header-and-events": lambda boot, _: trace_of(tell(boot)),
    "events": lambda boot, _: trace_of(tell(boot))[1],
    "events-one-by-one": lambda boot, _: iter(trace_of(tell(boot))[1]),
    "events-without-number": lambda boot, _: boot_events(boot),
    "a-told-boot": lambda boot, _: tell(boot),
    "a-boot": lambda boot, _: boot,
    "boots": lambda boot, _: [boot, boot],
    "a-judged-boot": lambda boot, _: next(judged(boot)),
    "judged-boots": lambda boot, _: judged([boot, boot]),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_boot_that_conforms_does_so_however_it_is_handed_in(way: Callable[..., Any], tmp_path: Path) -> None:
    assert_conforms(way(BootFactory(image_volume=True), tmp_path / "boot.jsonl"))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_boot_that_fails_does_so_however_it_is_handed_in(way: Callable[..., Any], tmp_path: Path) -> None:
    assert_fails(way(BootFactory(driver=True), tmp_path / "boot.jsonl"), "CF-28", "rejected", alone=True)


def test_what_a_recorder_recorded_is_judged_by_what_was_watched() -> None:
    events: list[Event] = []
    recorder = Recorder(lambda: 1.0, [events.append], clock="mine")
    recorder.record("http", "request", source="client", target="nova-api", method="POST", path="/v2.1/servers")
    header = Header(watched={"http": ["*"]})
    assert_fails(events, "CF-04", "missing", alone=True, header=header)
    with pytest.raises(AssertionError, match="CF-04"):
        assert_conforms(events, header=header)


def test_an_observed_cloud_is_let_finish_and_judged() -> None:
    class Cloud:
        header = trace_of(tell(Boot()))[0]
        events: list[Event] = []  # noqa: RUF012

        def run_until_idle(self) -> None:
            self.events = trace_of(tell(Boot()))[1]

    assert_conforms(Cloud())


def test_events_in_hand_are_all_that_happened() -> None:
    cut = [each for each in tell(Boot()) if each.mark != "9"]
    assert_fails(cut, "CF-09", "missing", alone=True)


def test_a_file_says_itself_when_its_observation_ended(tmp_path: Path) -> None:
    path = written(tmp_path / "early.jsonl", BootFactory(silent_compute=True), later=1.0)
    with pytest.raises(AssertionError, match=r"inconclusive \(window_open\)"):
        assert_conforms(path)


def test_the_profile_may_be_a_name_a_path_or_itself() -> None:
    for profile in ("classic", load_profile("classic")):
        assert_conforms(Boot(), profile=profile)
    with pytest.raises(UsageError, match="no profile is called"):
        assert_conforms(Boot(), profile="classical")


def test_the_trace_names_its_profile() -> None:
    header, events = trace_of(tell(Boot()))
    with pytest.raises(AssertionError, match="CF-08"):
        assert_conforms((replace(header, profile="openstack"), events))


def test_a_plain_token_is_in_no_message() -> None:
    secret = "gAAAAA-a-token-in-plain"
    told = [
        each._replace(event=replace(each.event, token=secret, facts=Facts(image_id="i"))) if each.mark == "19" else each
        for each in tell(Boot())
    ]
    with pytest.raises(AssertionError, match="CF-19") as caught:
        assert_conforms(told)
    assert secret not in str(caught.value)


def test_a_file_whose_profile_is_unknown_is_closed(tmp_path: Path) -> None:
    trace = TraceFactory()
    with TraceWriter(tmp_path / "boot.jsonl", replace(trace.header, profile="imagined")) as writer:
        writer.close(trace.finished)
    opened = open_trace(tmp_path / "boot.jsonl")
    with pytest.raises(UsageError, match="imagined"):
        assert_conforms(opened)
    with pytest.raises(ValueError, match="closed"):
        list(opened)


NO_TRACES: dict[str, tuple[Any, str]] = {
    "nothing": (None, "nothing at all is no trace"),
    "a-number": (7, "type int is no trace"),
    "bytes": (b"{}", "type bytes is no trace"),
    "an-event-as-read-from-json": ([{"seq": 1}], "entry 1: something of the type dict is no event"),
    "something-among-events": ([*boot_events(Boot())[:3], "x"], "entry 4: something of the type str is no event"),
    "events-out-of-place": (trace_of(tell(Boot()))[1][::-1], "`seq` rises from event to event"),
    "a-file-that-is-not-there": ("nowhere/boot.jsonl", "there is no such file"),
}


@pytest.mark.parametrize(("given", "said"), NO_TRACES.values(), ids=NO_TRACES)
def test_what_is_no_trace_is_an_error_that_says_so(given: Any, said: str) -> None:
    with pytest.raises(TraceError, match=said):
        assert_conforms(given)


def test_a_file_that_is_no_trace_is_an_error_that_says_where(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("hello\n")
    with pytest.raises(TraceError, match=r"notes\.jsonl:1"):
        assert_conforms(tmp_path / "notes.jsonl")
