"""One port for each network or port asked for, one attachment for each volume, and none that nobody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Told

from ._judging import PASSES, assert_outcomes, clause_of, judge_one, outcomes
from ._mutations import change, retimed, told

PORT, VOLUME = ("22", "24"), ("25", "27")
TOO_MANY = {"CF-ONCE": "fail duplicated"}
NO_VOLUME = {f"CF-{number}": "not_applicable no_volume" for number in ("25", "26", "27")}
NO_NETWORK = {f"CF-{number}": "not_applicable no_network" for number in ("22", "23", "24", "ADDRESS")}


def exchange(boot: Sequence[Told], group: tuple[str, str], nth: int = 0) -> list[Told]:
    """All events of the nth port or attachment that is asked for."""
    first, last = (place(boot, mark, nth) for mark in group)
    return list(boot[first : last + 1])


def place(boot: Sequence[Told], mark: str, nth: int = 0) -> int:
    return [index for index, each in enumerate(boot) if each.mark == mark][nth]


def another(events: Sequence[Told], **facts: Any) -> list[Told]:
    """The same once more, in exchanges of its own, about something else."""
    made = []
    for each in events:
        renamed = {"exchange": f"x-{each.event.exchange}"}
        if each.event.cause in {event.event.exchange for event in events}:
            renamed["cause"] = f"x-{each.event.cause}"
        told_of = each.event.facts if each.mark.startswith(("23", "26")) else replace(each.event.facts, **facts)
        made.append(each._replace(event=replace(each.event, facts=told_of, **renamed)))
    return made


def inserted(boot: Sequence[Told], events: Sequence[Told], before: int) -> list[Told]:
    return retimed([*boot[:before], *events, *boot[before:]])


@pytest.mark.parametrize("before", [("22", 0), ("22", 1), ("25", 0)])
@pytest.mark.parametrize("network", ["its first", "somebody-elses"])
def test_one_port_too_many_is_charged_once_wherever_it_comes(before: tuple[str, int], network: str) -> None:
    boot = told(networks=2, volumes=1)
    asked = exchange(boot, PORT)
    facts = {"port_id": "p"} | ({"network_id": network} if network != "its first" else {})
    assert_outcomes(judge_one(inserted(boot, another(asked, **facts), place(boot, *before))), TOO_MANY)


@pytest.mark.parametrize("before", [("25", 0), ("25", 1), ("28.define", 0)])
def test_one_attachment_too_many_is_charged_once_wherever_it_comes(before: tuple[str, int]) -> None:
    boot = told(volumes=2)
    extra = another(exchange(boot, VOLUME), attachment_id="a")
    assert_outcomes(judge_one(inserted(boot, extra, place(boot, *before))), TOO_MANY)


def test_ports_that_were_given_are_bound_and_conform() -> None:
    assert_outcomes(judge_one(told(networks=1, given_ports=2, volumes=1)), {})
    assert clause_of(judge_one(told(networks=0, given_ports=1)), "CF-22").unchecked == ()


def test_a_port_for_a_given_one_is_on_a_network_that_nobody_asked_for() -> None:
    boot = told(networks=1, given_ports=1, volumes=1)
    strange = change(boot, "22", facts={"network_id": "somebody-elses"})
    assert outcomes(judge_one(strange))["CF-22"] == "fail wrong_data"


@pytest.mark.parametrize("networks", [0, 1])
def test_a_given_port_that_is_bound_twice_stands_for_itself_alone(networks: int) -> None:
    boot = told(networks=networks, given_ports=2 - networks, volumes=1)
    kept, lost = exchange(boot, PORT, networks), exchange(boot, PORT, 1 - networks)
    fewer = [each for each in boot if each not in lost]
    twice = inserted(fewer, another(kept), place(fewer, "25"))
    assert outcomes(judge_one(twice))["CF-22"] == "fail missing"


def test_a_port_where_none_was_asked_for_is_one_too_many() -> None:
    boot = change(told(networks=1, volumes=1), "3", facts={"network_ids": []})
    assert_outcomes(judge_one(boot), TOO_MANY, PASSES | NO_NETWORK)


def test_a_volume_where_none_was_asked_for_is_one_too_many() -> None:
    boot = change(told(volumes=1), "3", facts={"volume_ids": []})
    assert_outcomes(judge_one(boot), TOO_MANY, PASSES | NO_VOLUME)


@pytest.mark.parametrize(
    ("mark", "key", "clause"),
    [("22", "network_id", "CF-22"), ("24", "fixed_ips", "CF-24"), ("27", "connection", "CF-27")],
)
def test_what_one_of_several_does_not_show_is_unchecked(mark: str, key: str, clause: str) -> None:
    boot = change(told(networks=2, volumes=2), mark, nth=1, facts={key: UNSET})
    found = clause_of(judge_one(boot), clause)
    assert (found.verdict, found.unchecked) == ("pass", (key,))


def test_the_entry_and_the_answer_of_step_11_are_both_looked_at() -> None:
    found = clause_of(judge_one(change(told(), "11.write", facts={"host": UNSET})), "CF-11")
    assert (found.verdict, found.unchecked) == ("pass", ("host",))
