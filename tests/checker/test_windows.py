"""Absence means something only where it was watched for, long enough, and where nothing was missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.checker import Checker
from pytest_cloudflow.factories import WATCHED, Boot, ClockEach, Ids, Told, interleave, tell
from pytest_cloudflow.trace import Event, Facts

from ._judging import (
    CLASSIC,
    NOT_OBSERVABLE,
    OPEN,
    WINDOW_OPEN,
    Outcomes,
    assert_outcomes,
    header_for,
    judge_all,
    judge_one,
    outcomes,
    steps,
)
from ._mutations import again, change, change_all, drop, move, retimed, since, told, until

ROWS_OPEN = {f"CF-S{number}": WINDOW_OPEN for number in range(2, 6)}
REST: Outcomes = {"CF-ADDRESS": OPEN, "CF-RELEASE": OPEN, "CF-ONCE": OPEN, "CF-END": OPEN}


def end_of(boot: Sequence[Told]) -> float:
    return boot[-1].event.time


def without(boot: Iterable[Told], channel: str) -> list[Told]:
    return [each for each in boot if each.event.channel != channel]


def unwatched(*channels: str) -> dict[str, list[str]]:
    return {channel: at for channel, at in WATCHED.items() if channel not in channels}


def kit(at: float, kind: Any, **fields: Any) -> Told:
    return Told("kit", Event(seq=0, time=at, clock="recorder", channel="kit", kind=kind, **fields), at)


def test_what_may_yet_come_is_not_missing() -> None:
    boot = until(told(), "12")
    verdict = judge_one(boot, finished=end_of(boot) + 1.0)
    assert_outcomes(verdict, {**steps(13, 28, WINDOW_OPEN), **ROWS_OPEN, **REST})


def test_what_did_not_come_in_time_is_missing() -> None:
    boot = until(told(), "12")
    found = outcomes(judge_one(boot, finished=end_of(boot) + 301.0))
    assert (found["CF-12"], found["CF-13"], found["CF-14"]) == ("pass", "fail missing", "inconclusive not_reached")


def test_the_window_is_the_headers() -> None:
    boot = until(told(), "12")
    found = outcomes(judge_one(boot, header=header_for(boot, boot_timeout=10.0), finished=end_of(boot) + 11.0))
    assert found["CF-13"] == "fail missing"


def test_a_trace_that_ends_within_a_window_leaves_it_open() -> None:
    boot = until(told(), "12")
    found = outcomes(judge_one(boot, finished=end_of(boot)))
    assert found["CF-13"] == WINDOW_OPEN


def test_what_a_skipped_line_told_of_is_not_missing() -> None:
    boot = drop(told(), "9")
    assert outcomes(judge_one(boot, skipped=("trace.jsonl:9: no event of a trace",)))["CF-09"] == NOT_OBSERVABLE


def test_a_boot_that_ended_is_judged_once_it_has_settled() -> None:
    boot = drop(told(), "9")
    found = outcomes(judge_one(boot, finished=end_of(boot) + 5.5))
    assert found["CF-09"] == "fail missing"


def test_a_service_token_that_was_validated_first_is_not_taken_for_the_users() -> None:
    """The trace ends before glance-api has the user's token validated."""
    boot = told(service_tokens=True)
    cut = boot[: next(index for index, each in enumerate(boot) if each.mark == "20.request")]
    found = outcomes(judge_one(cut, finished=end_of(cut)))
    assert found["CF-20"] == WINDOW_OPEN


def test_what_lies_before_the_first_event_is_not_missing() -> None:
    boot = since(told(), "7")
    [verdict] = judge_all(boot)
    assert_outcomes(verdict, {**steps(1, 6, WINDOW_OPEN), "CF-ONCE": OPEN})


@pytest.mark.parametrize("first", ["4", "5", "6", "7"])
def test_a_trace_that_begins_within_a_boot_fails_nothing(first: str) -> None:
    assert [c for v in judge_all(since(told(), first)) for c in v.clauses if c.verdict == "fail"] == []


@pytest.mark.parametrize(
    "last", ["3", "5", "7", "8", "10.read", "11.write", "13", "17", "20.request", "22", "25", "S4"]
)
def test_a_trace_that_ends_within_a_boot_fails_nothing(last: str) -> None:
    boot = until(told(networks=2, volumes=2), last)
    assert [c for c in judge_one(boot, finished=end_of(boot)).clauses if c.verdict == "fail"] == []


CHANNELS: dict[str, tuple[tuple[str, ...], Outcomes]] = {
    "http": (
        ("http",),
        {**steps(1, 5, NOT_OBSERVABLE), **steps(19, 27, NOT_OBSERVABLE), "CF-ADDRESS": NOT_OBSERVABLE, "CF-ONCE": OPEN},
    ),
    "rpc": (
        ("rpc",),
        {**{f"CF-{n:02d}": NOT_OBSERVABLE for n in (8, 9, 12, 13, 14, 15, 17, 18)}, "CF-11": OPEN, "CF-ONCE": OPEN},
    ),
    "db": (
        ("db",),
        {**{f"CF-{n:02d}": NOT_OBSERVABLE for n in (6, 7, 16)}, "CF-10": OPEN, "CF-11": OPEN, "CF-ONCE": OPEN},
    ),
    "scheduler": (("scheduler",), {"CF-10": OPEN}),
    "state": (("state",), {**{f"CF-S{n}": NOT_OBSERVABLE for n in range(1, 6)}, "CF-END": OPEN, "CF-ADDRESS": OPEN}),
    "hypervisor": (("hypervisor",), {"CF-28": NOT_OBSERVABLE, "CF-ONCE": OPEN}),
}


@pytest.mark.parametrize(("channels", "expected"), CHANNELS.values(), ids=CHANNELS)
def test_what_was_not_watched_is_not_observable(channels: tuple[str, ...], expected: Outcomes) -> None:
    boot = told(scenario="image-volume")
    seen = boot
    for channel in channels:
        seen = without(seen, channel)
    header = header_for(boot, watched=unwatched(*channels))
    found = outcomes(judge_one_unwatched(seen, header))
    wrong = {c: found[c] for c in expected if expected[c] != OPEN and found[c] != expected[c]}
    assert wrong == {}
    assert [clause for clause, outcome in found.items() if outcome.startswith("fail")] == []


def judge_one_unwatched(boot: Sequence[Told], header: Any) -> Any:
    [verdict] = judge_all(boot, header=header)
    return verdict


def test_an_interaction_is_watched_if_either_end_is() -> None:
    """glance-api alone was watched: that step 19 was not seen is certain."""
    boot = drop(told(), "19")
    header = header_for(boot, watched={**WATCHED, "http": ["glance-api", "nova-api", "keystone", "neutron-server"]})
    assert outcomes(judge_one(boot, header=header))["CF-19"] == "fail missing"


def test_where_neither_end_was_watched_it_is_not_observable() -> None:
    boot = drop(told(), "19")
    header = header_for(boot, watched={**WATCHED, "http": ["keystone", "nova-api", "neutron-server", "cinder-api"]})
    assert outcomes(judge_one(boot, header=header))["CF-19"] == NOT_OBSERVABLE


@pytest.mark.parametrize("missed", [{"rpc": ["*"]}, {"rpc": ["nova-scheduler"]}], ids=["everywhere", "at-one"])
def test_after_a_gap_absence_says_nothing(missed: dict[str, list[str]]) -> None:
    boot = told()
    nine = next(each.at for each in boot if each.mark == "9")
    gap = kit(nine, "gap", missed=missed)
    assert_outcomes(
        judge_one(sorted([*drop(boot, "9"), gap], key=lambda each: each.at)), {"CF-09": NOT_OBSERVABLE, "CF-ONCE": OPEN}
    )


def test_a_gap_that_is_found_out_long_after_excuses_as_well() -> None:
    """Nothing has happened since by which the boot's window would have closed."""
    boot = told()
    gap = kit(end_of(boot) + 100.0, "gap", missed={"rpc": ["*"]})
    assert_outcomes(judge_one([*drop(boot, "9"), gap]), {"CF-09": NOT_OBSERVABLE, "CF-ONCE": OPEN})


def test_a_gap_elsewhere_excuses_nothing() -> None:
    boot = told()
    nine = next(each.at for each in boot if each.mark == "9")
    gap = kit(nine, "gap", missed={"db": ["nova-conductor"]})
    found = outcomes(judge_one(sorted([*drop(boot, "9"), gap], key=lambda each: each.at)))
    assert found["CF-09"] == "fail missing"


def test_a_new_map_holds_from_where_it_stands() -> None:
    """The hypervisor is no longer watched from the first second on."""
    boot = told()
    watch = kit(boot[0].at + 0.001, "watch", watched=unwatched("hypervisor"))
    seen = [boot[0], watch, *without(boot[1:], "hypervisor")]
    assert outcomes(judge_one(seen))["CF-28"] == NOT_OBSERVABLE


def test_a_new_map_says_nothing_of_what_lies_before_it() -> None:
    """By then the boot has settled."""
    boot = drop(told(), "9")
    watch = kit(boot[-1].at + 6.0, "watch", watched=unwatched("rpc"))
    assert outcomes(judge_one([*boot, watch]))["CF-09"] == "fail missing"


CACHES = {"known": 300.0, "unknown": None}
VALIDATIONS = {
    "nova-api": (("4", "5"), {"CF-04": NOT_OBSERVABLE, "CF-05": NOT_OBSERVABLE}),
    "glance-api": (("20.request", "20.response"), {"CF-20": NOT_OBSERVABLE}),
    "neutron-server": (("23.request", "23.response"), {"CF-23": NOT_OBSERVABLE}),
    "cinder-api": (("26.request", "26.response"), {"CF-26": NOT_OBSERVABLE}),
}


@pytest.mark.parametrize("seconds", CACHES.values(), ids=CACHES)
@pytest.mark.parametrize("component", VALIDATIONS)
def test_where_validations_are_reused_an_unseen_one_is_not_observable(component: str, seconds: float | None) -> None:
    marks, expected = VALIDATIONS[component]
    boot = drop(told(), *marks)
    header = header_for(boot, validation_cache={component: seconds})
    assert_outcomes(judge_one(boot, header=header), expected)


@pytest.mark.parametrize("cache", [{}, {"glance-api": 0.0}, {"cinder-api": 300.0}], ids=["absent", "zero", "elsewhere"])
def test_where_they_are_not_an_unseen_one_is_missing(cache: dict[str, float | None]) -> None:
    boot = drop(told(), "20.request", "20.response")
    header = header_for(boot, validation_cache=cache)
    assert_outcomes(judge_one(boot, header=header), {"CF-20": "fail missing"})


def test_a_validation_that_is_seen_is_judged_though_it_could_be_reused() -> None:
    boot = change(told(), "20.request", facts={"subject_token": "sha256:ffffffffffffffff"})
    header = header_for(boot, validation_cache={"glance-api": 300.0})
    assert_outcomes(judge_one(boot, header=header), {"CF-20": "fail wrong_data"})


@pytest.mark.parametrize(("seconds", "outcome"), [(1.0, WINDOW_OPEN), (301.0, "fail missing")])
def test_a_clock_that_is_behind_closes_no_window(seconds: float, outcome: str) -> None:
    boot = until(told(clocks=ClockEach({"nova-compute": -3600.0})), "13")
    header = header_for(boot, max_skew=4000.0)
    assert outcomes(judge_one(boot, header=header, finished=boot[-1].at + seconds))["CF-14"] == outcome


def test_a_clock_that_jumps_after_the_end_closes_no_window() -> None:
    """The state was written before all was given back; meanwhile the clock was put forward by an hour."""
    boot = move(told(stop="driver"), "error", after="28.define", nth=1)
    ended = next(place for place, each in enumerate(boot) if each.event.vm_state == "error")
    late = [each._replace(event=replace(each.event, time=each.event.time + 3600.0)) for each in boot[ended + 1 :]]
    assert outcomes(judge_one([*boot[: ended + 1], *late]))["CF-RELEASE"] == "pass"


def test_after_a_jump_the_window_closes_as_the_clock_goes_on() -> None:
    boot = told()
    later = [tell(Boot(start=end_of(boot) + 3600.0 + 4.0 * n), Ids(f"dddddd{n:02d}")) for n in range(2)]
    checker = Checker(CLASSIC, header_for(boot))
    during = [verdict for each in interleave(boot, *later) for verdict in checker.feed(each.event)]
    assert [verdict.verdict for verdict in during] == ["pass"]


def test_a_verdict_is_given_as_soon_as_the_boot_has_settled() -> None:
    boot = told()
    later = tell(Boot(start=end_of(boot) + 10.0), Ids("dddddddd"))
    checker = Checker(CLASSIC, header_for(boot))
    events = [each.event for each in interleave(boot, later)]
    during = [verdict for event in events for verdict in checker.feed(event)]
    assert [verdict.verdict for verdict in during] == ["pass"]


GONE = {"method": "DELETE", "exchange": "a-strangers", "token": "sha256:0000000011111111"}


def acted(boot: Sequence[Told], after: str, status: int | None, **said: Any) -> list[Told]:
    """Somebody asks for the boot's server to be deleted, and is answered so; `None`: is not seen to be answered."""
    place = max(place for place, each in enumerate(boot) if each.mark == after) + 1
    post, accepted = (next(each for each in boot if each.mark == mark) for mark in ("3", "accepted"))
    instance = next(each.event.instance_id for each in boot if each.mark == "7")
    told = {**GONE, "path": f"/v2.1/servers/{instance}", "instance_id": instance, "facts": Facts(), **said}
    asked = post._replace(event=replace(post.event, **told), mark="act")
    answer = accepted._replace(event=replace(accepted.event, status=status, **told), mark="answer")
    return retimed([*boot[:place], asked, *([answer] if status is not None else []), *boot[place:]])


def too_small(boot: Sequence[Told]) -> list[Told]:
    return change_all(boot, ["28.define", "28.start"], facts={"memory_mb": 9})


@pytest.mark.parametrize("status", [401, 404, 409, 500, None])
def test_a_deletion_that_is_not_known_to_be_accepted_hides_no_fault(status: int | None) -> None:
    assert_outcomes(judge_one(acted(too_small(told()), "14", status)), {"CF-28": "fail wrong_data"})


@pytest.mark.parametrize("status", [404, 500])
def test_a_deletion_that_was_refused_hides_no_absence(status: int) -> None:
    assert_outcomes(judge_one(acted(drop(told(), "16"), "14", status)), {"CF-16": "fail missing"})


@pytest.mark.parametrize("act", [{}, {"method": "POST", "path": "/v2.1/servers/{}/action"}], ids=["deletion", "action"])
def test_what_follows_an_act_that_was_accepted_is_no_part_of_the_boot(act: dict[str, str]) -> None:
    boot = too_small(told())
    if act:
        instance = next(each.event.instance_id for each in boot if each.mark == "7")
        act = {**act, "path": act["path"].format(instance)}
    found = outcomes(judge_one(acted(boot, "14", 202, **act)))
    assert (found["CF-14"], found["CF-28"]) == ("pass", WINDOW_OPEN)


def test_what_happened_between_a_deletion_and_its_answer_is_no_part_of_the_boot() -> None:
    boot = again(acted(told(), "address", 204), "S5", after="act", task_state="deleting")
    assert_outcomes(judge_one(boot), {})


def test_a_finished_server_that_is_being_deleted_when_the_trace_ends_did_not_leave_its_end_state() -> None:
    boot = again(acted(told(), "address", None), "S5", after="act", task_state="deleting")
    assert_outcomes(judge_one(boot, finished=end_of(boot)), {})


def test_what_was_not_seen_after_a_deletion_without_an_answer_is_left_open() -> None:
    boot = acted(until(told(), "14"), "14", None)
    found = outcomes(judge_one(boot))
    assert (found["CF-14"], found["CF-15"]) == ("pass", WINDOW_OPEN)


def test_who_looks_at_a_server_keeps_no_window_open_even_if_it_is_not_known_who_it_is() -> None:
    boot = until(told(), "12")
    looked = next(each for each in told(looked_at=True) if each.event.kind == "response" and each.event.method == "GET")
    instance = next(each.event.instance_id for each in boot if each.mark == "7")
    path, looks = f"/v2.1/servers/{instance}", []
    for number in range(1, 8):
        said = {"path": path, "instance_id": instance, "exchange": f"look-{number}", "source": UNSET}
        at = end_of(boot) + 60.0 * number
        looks.append(looked._replace(event=replace(looked.event, kind="request", time=at, **said), at=at, mark=""))
    gone = [each for each in acted([*boot, *looks], "", 204) if each.mark in ("act", "answer")]
    late = [each._replace(event=replace(each.event, time=looks[-1].at + 1.0), at=looks[-1].at + 1.0) for each in gone]
    assert outcomes(judge_one([*boot, *looks, *late]))["CF-13"] == "fail missing"
