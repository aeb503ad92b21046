"""What is asked of a told boot is what it shows."""

from __future__ import annotations

import typing
from collections import Counter
from random import Random

import pytest

from pytest_cloudflow.factories import Boot, ClockEach, Ids, Login, Noise, RandomIds, Stop, Told, tell, trace_of


def marks(boot: list[Told]) -> Counter[str]:
    return Counter(each.mark for each in boot)


@pytest.mark.parametrize(("networks", "volumes"), [(0, 0), (1, 2), (3, 3)])
def test_networks_and_volumes_repeat_their_steps(networks: int, volumes: int) -> None:
    told = marks(tell(Boot(networks=networks, volumes=volumes)))
    assert (told["22"], told["24"], told["25"], told["27"]) == (networks, networks, volumes, volumes)


def test_an_automatic_network_is_asked_for_as_auto() -> None:
    boot = tell(Boot(networks=0, auto=True))
    assert next(each.event.facts.network_ids for each in boot if each.mark == "3") == ["auto"]
    assert marks(boot)["22"] == 1


def test_a_given_port_is_bound_and_not_made() -> None:
    event = next(each.event for each in tell(Boot(networks=0, given_ports=1)) if each.mark == "22")
    assert (event.method, event.path) == ("PUT", f"/v2.0/ports/{event.facts.port_id}")


def test_a_boot_from_volume_names_no_image_and_fetches_none() -> None:
    boot = tell(Boot(image=False))
    assert next(each.event.facts.image_id for each in boot if each.mark == "3") is None
    assert marks(boot)["19"] == 0


def test_without_volume_there_is_no_third_row() -> None:
    assert marks(tell(Boot(volumes=0)))["S3"] == 0


def test_a_shared_login_is_told_once() -> None:
    login = Login.of(Ids("99999999"))
    boots = [tell(Boot(login=login, logs_in=first), Ids(f"{first:08x}")) for first in (True, False)]
    assert [marks(boot)["2"] for boot in boots] == [1, 0]
    assert {each.event.token for boot in boots for each in boot if each.mark == "3"} == {login.token}


@pytest.mark.parametrize("stop", typing.get_args(Stop))
def test_a_boot_that_stops_never_becomes_active(stop: Stop) -> None:
    assert marks(tell(Boot(stop=stop)))["S5"] == 0


@pytest.mark.parametrize("stop", ["image_missing", "network_refused", "volume_refused", "driver"])
def test_a_boot_that_fails_on_its_host_gives_back_what_it_took(stop: Stop) -> None:
    told = marks(tell(Boot(stop=stop)))
    assert told["release.host"] == 1
    assert told["release.port"] == (stop in {"volume_refused", "driver"})
    assert told["release.attachment"] == told["release.domain"] == (stop == "driver")


@pytest.mark.parametrize("noise", typing.get_args(Noise))
def test_noise_adds_events_and_no_evidence(noise: Noise) -> None:
    quiet, loud = tell(Boot()), tell(Boot(noise=(noise,)))
    assert len(loud) > len(quiet)
    assert marks(loud) - marks(quiet) == Counter({"": len(loud) - len(quiet)})


def test_an_earlier_attempt_is_marked_and_gives_back() -> None:
    told = marks(tell(Boot(failed_hosts=("h2",))))
    assert (told["was:28.define"], told["was:28.start"], told["28.start"]) == (1, 0, 1)
    assert told["was:release.port"] == told["was:release.attachment"] == told["was:release.host"] == 1
    assert told["S1"] == 2


@pytest.mark.parametrize(("message", "mark"), [("scheduler", "9"), ("compute", "13"), ("conductor", "15")])
def test_a_redelivery_bears_its_flag(message: str, mark: str) -> None:
    boot = tell(Boot(redelivered=(message,)))
    flags = [each.event.redelivered for each in boot if each.mark in {mark, f"{mark}.again"}]
    assert flags == [False, True]


def test_one_source_of_ids_tells_the_same_boot_twice() -> None:
    assert tell(Boot(), RandomIds(Random(7))) == tell(Boot(), RandomIds(Random(7)))


def test_two_sources_share_no_id() -> None:
    def named(boot: list[Told]) -> set[str]:
        shown = (value for each in boot for value in (each.event.exchange, each.event.message_id))
        return {value for value in shown if isinstance(value, str)}

    assert not named(tell(Boot(), Ids("00000001"))) & named(tell(Boot(), Ids("00000002")))


def test_a_clock_for_each_component_is_ahead_by_its_skew() -> None:
    boot = tell(Boot(clocks=ClockEach({"keystone": 0.5})))
    ahead = {round(each.event.time - each.at, 6) for each in boot if each.event.clock == "keystone"}
    assert ahead == {0.5}


def test_a_trace_is_numbered_by_true_time() -> None:
    boots = [tell(Boot(start=10.0 + number * 0.003), Ids(f"{number:08x}")) for number in range(3)]
    header, events = trace_of(*boots)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.time for event in events] == sorted(event.time for event in events)
    assert header.started == events[0].time


def test_a_token_is_never_more_than_a_fingerprint() -> None:
    boot = tell(Boot(service_tokens=True, noise=("logins",)))
    shown = {
        value
        for each in boot
        for value in (each.event.token, each.event.service_token, each.event.facts.issued_token)
        if isinstance(value, str)
    }
    assert all(len(value) == 23 and value.startswith("sha256:") for value in shown)


def test_boots_of_one_cloud_share_what_a_cloud_has() -> None:
    boots = [tell(Boot(cloud="c10bd000"), Ids(f"{number:08x}")) for number in range(2)]
    one, other = (next(each.event for each in boot if each.mark == "3") for boot in boots)
    assert (one.facts.image_id, one.facts.flavor_id) == (other.facts.image_id, other.facts.flavor_id)
    assert one.facts.network_ids == other.facts.network_ids
    assert one.facts.volume_ids != other.facts.volume_ids
