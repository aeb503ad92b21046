"""Whatever lawful boot it is, it passes; whatever single thing is done to it, the clause that rules it fails alone."""

from __future__ import annotations

from dataclasses import replace as with_
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Boot, ClockEach, Login, RandomIds, Told, tell
from pytest_cloudflow.trace import NO_FACTS

from ._judging import assert_outcomes, failing, header_for, judge_all, judge_one, outcomes
from ._mutations import again, change, drop, drop_nth, move

BOUNDED = settings(
    max_examples=100,
    deadline=None,  # a slow machine is no failure
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
NOISE = ("polls", "logins", "notifications", "fanout", "periodic", "lookups")
COMPONENTS = (
    "client", "keystone", "nova-api", "nova-scheduler", "nova-conductor", "nova-compute",
    "glance-api", "neutron-server", "cinder-api",
)  # fmt: skip
OTHER = "ffffffff-0000-4000-8000-000000000000"


@st.composite
def lawful_boots(draw: st.DrawFn, /, **fixed: Any) -> Boot:
    """A boot that conforms, of any shape."""
    hosts = tuple(f"h{number}" for number in range(draw(st.integers(1, 6))))
    image = draw(st.booleans())
    auto = draw(st.booleans())
    said: dict[str, Any] = {
        "image": image,
        "auto": auto,
        "networks": 0 if auto else draw(st.integers(0, 3)),
        "given_ports": draw(st.integers(0, 2)),
        "volumes": draw(st.integers(0 if image else 1, 3)),
        "hosts": hosts,
        "host": draw(st.sampled_from(hosts)),
        "filters": draw(st.integers(1, 5)),
        "no_task": draw(st.booleans()),
        "service_tokens": draw(st.booleans()),
        "noise": tuple(draw(st.lists(st.sampled_from(NOISE), max_size=4))),
        "looked_at": draw(st.booleans()),
    }
    return Boot(**{**said, **fixed})


full_boots = lawful_boots(image=True, auto=False, networks=2, given_ports=0, volumes=2, looked_at=True, no_task=True)
seeds = st.integers(0, 2**32)


def told_of(boot: Boot, seed: int) -> list[Told]:
    return tell(boot, RandomIds(Random(seed)))


@BOUNDED
@given(lawful_boots(), seeds)
def test_any_lawful_boot_passes_all_that_applies(boot: Boot, seed: int) -> None:
    allowed = {"pass", "not_applicable"}
    verdict = judge_one(told_of(boot, seed))
    open_ = {clause.id: clause.message for clause in verdict.clauses if clause.verdict not in allowed}
    assert set(open_) <= {"CF-ADDRESS"}, open_


@BOUNDED
@given(st.lists(lawful_boots(), min_size=2, max_size=5), st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5), seeds)
def test_boots_that_overlap_never_fail(boots: list[Boot], starts: list[float], seed: int) -> None:
    told = [told_of(with_(boot, start=1000.0 + starts[number]), seed + number) for number, boot in enumerate(boots)]
    verdicts = judge_all(*told)
    assert len(verdicts) == len(boots)
    assert failing(verdicts) == {}


@BOUNDED
@given(st.lists(lawful_boots(cloud="c10bd000"), min_size=2, max_size=5), st.floats(0.03, 0.5), seeds)
def test_boots_of_one_login_in_one_cloud_never_fail(boots: list[Boot], apart: float, seed: int) -> None:
    login = Login.of(RandomIds(Random(seed)))
    told = [
        told_of(with_(boot, login=login, logs_in=at == 0, start=1000.0 + at * apart), seed + at + 1)
        for at, boot in enumerate(boots)
    ]
    verdicts = judge_all(*told)
    assert len(verdicts) == len(boots)
    assert failing(verdicts) == {}


@BOUNDED
@given(
    lawful_boots(), st.dictionaries(st.sampled_from(COMPONENTS), st.floats(-0.02, 0.02)), st.floats(0.0001, 0.2), seeds
)
def test_clocks_within_the_skew_never_fail_a_clause(boot: Boot, skew: dict[str, float], pace: float, seed: int) -> None:
    told = told_of(with_(boot, clocks=ClockEach(skew), pace=pace), seed)
    verdict = judge_one(told, header=header_for(told, max_skew=0.05))
    assert failing([verdict]) == {}


@BOUNDED
@given(lawful_boots(), seeds, seeds)
def test_ids_do_not_matter(boot: Boot, one: int, other: int) -> None:
    assert outcomes(judge_one(told_of(boot, one))) == outcomes(judge_one(told_of(boot, other)))


@BOUNDED
@given(full_boots, st.integers(0, 400), seeds)
def test_wherever_a_trace_ends_nothing_fails_while_its_windows_are_open(boot: Boot, length: int, seed: int) -> None:
    told = told_of(boot, seed)
    cut = told[: max(4, min(length, len(told)))]
    verdicts = judge_all(cut, finished=cut[-1].event.time, header=header_for(told))
    assert failing(verdicts) == {}


DROPPED = {
    "4": "CF-04", "5": "CF-05", "6": "CF-06", "7": "CF-07", "8": "CF-08", "9": "CF-09", "10.read": "CF-10",
    "10.weigh": "CF-10", "11.write": "CF-11", "11.reply": "CF-11", "12": "CF-12", "13": "CF-13", "14": "CF-14",
    "15": "CF-15", "16": "CF-16", "17": "CF-17", "18": "CF-18", "19": "CF-19", "20.response": "CF-20",
    "21.metadata": "CF-21", "21.file": "CF-21", "28.define": "CF-28", "28.start": "CF-28",
    "S1": "CF-S1", "S2": "CF-S2", "S3": "CF-S3", "S4": "CF-S4",
}  # fmt: skip


@BOUNDED
@given(full_boots, st.sampled_from(sorted(DROPPED)), seeds)
def test_one_piece_of_evidence_less_fails_its_clause_alone(boot: Boot, mark: str, seed: int) -> None:
    assert_outcomes(judge_one(drop(told_of(boot, seed), mark)), {DROPPED[mark]: "fail missing"})


@BOUNDED
@given(full_boots, st.sampled_from(["24", "27"]), st.integers(0, 1), seeds)
def test_one_answer_of_several_less_fails_its_clause_alone(boot: Boot, mark: str, nth: int, seed: int) -> None:
    assert_outcomes(judge_one(drop_nth(told_of(boot, seed), mark, nth)), {f"CF-{mark}": "fail missing"})


SWAPPED: dict[str, tuple[str, dict[str, Any]]] = {
    "user-of-5": ("5", {"facts": {"user_id": OTHER}}),
    "project-of-5": ("5", {"facts": {"project_id": OTHER}}),
    "flavor-of-6": ("6", {"facts": {"flavor_id": OTHER}}),
    "project-of-7": ("7", {"facts": {"project_id": OTHER}}),
    "mode-of-8": ("8", {"mode": "cast"}),
    "host-of-11": ("11.reply", {"facts": {"host": "elsewhere"}}),
    "server-of-12": ("12", {"server": "elsewhere"}),
    "server-of-13": ("13", {"server": "elsewhere"}),
    "instance-of-14": ("14", {"instance_id": OTHER}),
    "instance-of-16": ("16", {"instance_id": OTHER}),
    "disk-of-17": ("17", {"facts": {"disk_gb": 1}}),
    "token-of-19": ("19", {"token": "sha256:ffffffffffffffff"}),
    "subject-of-20": ("20.request", {"facts": {"subject_token": "sha256:ffffffffffffffff"}}),
    "image-of-21": ("21.file", {"facts": {"image_id": OTHER}}),
    "token-of-22": ("22", {"token": "sha256:ffffffffffffffff"}),
    "token-of-25": ("25", {"token": "sha256:ffffffffffffffff"}),
    "connection-of-27": ("27", {"facts": {"connection": False}}),
    "memory-of-28": ("28.define", {"facts": {"memory_mb": 1}}),
}


@BOUNDED
@given(full_boots, st.sampled_from(sorted(SWAPPED)), seeds)
def test_one_value_that_differs_fails_its_clause_alone(boot: Boot, name: str, seed: int) -> None:
    mark, said = SWAPPED[name]
    clause = f"CF-{mark.split('.')[0].zfill(2)}"
    assert_outcomes(judge_one(change(told_of(boot, seed), mark, **said)), {clause: "fail wrong_data"})


ACTORS = {
    "4": "cinder-api", "6": "nova-conductor", "7": "nova-conductor", "8": "nova-conductor", "9": "nova-conductor",
    "10.weigh": "nova-api", "11.write": "nova-api", "12": "nova-api", "13": "nova-conductor", "14": "nova-api",
    "15": "nova-scheduler", "16": "nova-api", "18": "nova-api", "19": "nova-api", "22": "nova-api", "25": "nova-api",
    "28.define": "nova-conductor",
}  # fmt: skip


@BOUNDED
@given(full_boots, st.sampled_from(sorted(ACTORS)), seeds)
def test_one_wrong_actor_fails_its_clause_alone(boot: Boot, mark: str, seed: int) -> None:
    clause = f"CF-{mark.split('.')[0].zfill(2)}"
    found = judge_one(change(told_of(boot, seed), mark, source=ACTORS[mark]))
    assert_outcomes(found, {clause: "fail wrong_actor"})


MOVED = {
    "4": "3", "6": "5", "7": "6", "8": "7", "10.read": "9", "11.reply": "10.weigh", "12": "11.reply", "14": "13",
    "16": "15", "17": "16", "19": "18", "22": "21.file", "25": "24", "28.define": "27",
}  # fmt: skip


@BOUNDED
@given(full_boots, st.sampled_from(sorted(MOVED)), seeds)
def test_one_event_moved_over_another_fails_its_clause_alone(boot: Boot, mark: str, seed: int) -> None:
    clause = f"CF-{mark.split('.')[0].zfill(2)}"
    found = judge_one(move(told_of(boot, seed), mark, before=MOVED[mark]))
    assert_outcomes(found, {clause: "fail out_of_order"})


@BOUNDED
@given(full_boots, st.sampled_from(["7", "9", "13", "15", "18", "28.start"]), seeds)
def test_one_thing_done_twice_fails_once_alone(boot: Boot, mark: str, seed: int) -> None:
    assert_outcomes(judge_one(again(told_of(boot, seed), mark)), {"CF-ONCE": "fail duplicated"})


@BOUNDED
@given(full_boots, st.sampled_from(["S1", "S2", "S3", "S4"]), seeds)
def test_one_state_that_differs_fails_its_row_alone(boot: Boot, mark: str, seed: int) -> None:
    found = judge_one(change(told_of(boot, seed), mark, task_state="rebuilding"))
    assert_outcomes(found, {f"CF-{mark}": "fail wrong_state"})


@BOUNDED
@given(full_boots, seeds, st.integers(0, 1000))
def test_a_fact_less_is_never_wrong(boot: Boot, seed: int, at: int) -> None:
    """Any one event shows no facts at all: some things are unknown then, but nothing fails."""
    told = told_of(boot, seed)
    silent = [index for index, each in enumerate(told) if each.mark not in {"", "2", "3"}]
    index = silent[at % len(silent)]
    told[index] = told[index]._replace(event=replace(told[index].event, facts=NO_FACTS))
    assert failing([judge_one(told)]) == {}


STOPS: dict[str, str] = {
    "revoked_token": "CF-05", "quota": "CF-07", "role": "CF-07", "no_valid_host": "CF-10",
    "silent_scheduler": "CF-09", "silent_compute": "CF-13", "silent_conductor": "CF-15",
    "image_down": "CF-21", "image_unavailable": "CF-21", "image_missing": "CF-21", "image_unvalidated": "CF-20",
    "network_down": "CF-24", "network_unavailable": "CF-24", "network_refused": "CF-24", "network_unvalidated": "CF-23",
    "volume_down": "CF-27", "volume_unavailable": "CF-27", "volume_refused": "CF-27", "volume_unvalidated": "CF-26",
    "driver": "CF-28",
}  # fmt: skip
any_shape = lawful_boots(image=True, auto=False, networks=2, volumes=2)


@BOUNDED
@given(any_shape, st.sampled_from(sorted(STOPS)), seeds)
def test_a_boot_that_stops_fails_one_clause_whatever_its_shape(boot: Boot, stop: Any, seed: int) -> None:
    verdict = judge_one(told_of(with_(boot, stop=stop), seed))
    assert (set(failing([verdict])), verdict.stopped_at) == ({STOPS[stop]}, STOPS[stop])


@BOUNDED
@given(any_shape, st.sampled_from(sorted(STOPS)), lawful_boots(), st.floats(0.0, 1.0), seeds)
def test_a_boot_that_stops_does_not_touch_one_beside_it(
    boot: Boot, stop: Any, beside: Boot, start: float, seed: int
) -> None:
    told = [told_of(with_(boot, stop=stop, start=1000.0), seed), told_of(with_(beside, start=1000.5 + start), seed + 1)]
    stopped, conforming = judge_all(*told)
    assert set(failing([stopped])) == {STOPS[stop]}
    assert failing([conforming]) == {}


@BOUNDED
@given(any_shape, st.lists(st.sampled_from(["a1", "a2", "a3"]), min_size=1, max_size=3), seeds)
def test_a_boot_that_was_tried_again_never_fails(boot: Boot, hosts: list[str], seed: int) -> None:
    verdict = judge_one(told_of(with_(boot, failed_hosts=tuple(hosts)), seed))
    assert failing([verdict]) == {}
    assert [attempt.host for attempt in verdict.attempts] == hosts


@BOUNDED
@given(any_shape, st.sets(st.sampled_from(["scheduler", "compute", "conductor"]), min_size=1), seeds)
def test_a_redelivery_never_fails_a_clause(boot: Boot, redelivered: set[str], seed: int) -> None:
    assert failing([judge_one(told_of(with_(boot, redelivered=tuple(sorted(redelivered))), seed))]) == {}


@BOUNDED
@given(
    lawful_boots(),
    st.sampled_from([{}, {"stop": "driver"}, {"failed_hosts": ("a1",)}]),
    st.sets(st.sampled_from(["vm_state", "task_state", "power_state"])),
    seeds,
)
def test_keys_less_in_its_states_never_fail_a_boot(boot: Boot, said: dict[str, Any], keys: set[str], seed: int) -> None:
    """Each state lacks some of these keys; a boot that fails does so for what its driver was refused."""
    random = Random(seed)
    told = []
    for each in told_of(with_(boot, **said), seed):
        lacks = {key: UNSET for key in sorted(keys) if random.random() < 0.5}
        state = each.event.channel == "state"
        told.append(each._replace(event=replace(each.event, **lacks)) if state else each)
    assert set(failing([judge_one(told)])) == ({"CF-28"} if "stop" in said else set())
