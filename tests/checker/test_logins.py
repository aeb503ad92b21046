"""A boot's login is the one that issued the token it shows; one that nobody saw the whole of fails no other's boot."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pytest_cloudflow.factories import Boot, Ids, Told, tell
from pytest_cloudflow.trace import Event, Facts
from pytest_cloudflow.verdicts import BootVerdict

from ._judging import (
    NOT_OBSERVABLE,
    WINDOW_OPEN,
    Outcomes,
    assert_outcomes,
    failing,
    judge_all,
    judge_one,
    outcomes,
)
from ._mutations import change, drop, told

OWN = "sha256:00000000feedbeef"
OLDER: Outcomes = {"CF-01": WINDOW_OPEN, "CF-02": WINDOW_OPEN}
"""The boot's login lies before the trace."""


def without_login(boot: Sequence[Told]) -> list[Told]:
    return drop(boot, "1", "2")


def login(at: float, *, by: str = "client", token: str | None = None, exchange: str = "another-login") -> list[Told]:
    """A login, with the answer that issues the token, or without any."""
    asked = Event(
        seq=0, time=at, clock="recorder", channel="http", kind="request", source=by, target="keystone",
        exchange=exchange, method="POST", path="/v3/auth/tokens", token=None, service_token=None, cause=None,
    )  # fmt: skip
    if token is None:
        return [Told("", asked, at)]
    issued = Facts(issued_token=token, user_id="another", project_id="another", roles=["service"])
    answer = replace(asked, kind="response", source="keystone", target=by, status=201, facts=issued)
    return [Told("", asked, at), Told("", answer, at)]


def gap(at: float, **missed: list[str]) -> list[Told]:
    return [Told("", Event(seq=0, time=at, clock="recorder", channel="kit", kind="gap", missed=missed), at)]


def minutes(*numbers: int, token: str | None = None) -> list[list[Told]]:
    """Boots a minute apart whose logins lie before the trace, each with a token of its own or all with one."""
    boots = [tell(Boot(start=told()[0].at + 60.0 * n), Ids(f"{n:08d}")) for n in numbers]
    if token is not None:
        boots = [[_showing(each, token) for each in boot] for boot in boots]
    return [without_login(boot) for boot in boots]


def _showing(each: Told, token: str) -> Told:
    event = each.event
    shown = {"token": token} if isinstance(event.token, str) and "keystone" not in (event.source, event.target) else {}
    facts = event.facts
    if isinstance(facts.subject_token, str):
        facts = replace(facts, subject_token=token)
    return each._replace(event=replace(event, facts=facts, **shown))


def after_another(*events: Sequence[Told]) -> list[BootVerdict]:
    """The verdicts on all but a first boot, before which nothing lies."""
    first = tell(Boot(start=told()[0].at - 100.0), Ids("eeeeeeee"))
    return judge_all(first, *events)[1:]


def test_a_token_that_a_service_got_for_itself_is_not_the_boots() -> None:
    boot = told(noise=("lookups",))
    boot = [_own_lookup(each) for each in boot]
    service = login(boot[0].at - 0.5, by="nova-compute", token=OWN)
    assert_outcomes(judge_one([*service, *without_login(boot)]), OLDER)


def _own_lookup(each: Told) -> Told:
    event = each.event
    looks_up = event.method == "GET" and event.source == "nova-compute" and each.mark == ""
    return each._replace(event=replace(event, token=OWN)) if looks_up else each


def test_who_gets_the_token_that_the_boot_shows_logged_in_for_it() -> None:
    boot = change(change(told(), "1", source="cinder-api"), "2", target="cinder-api")
    assert_outcomes(judge_one(boot), {"CF-01": "fail wrong_actor"})


def test_a_request_that_shows_a_strange_token_is_held_against_the_clients_login() -> None:
    assert_outcomes(judge_one(change(told(), "3", token="sha256:ffffffffffffffff")), {"CF-03": "fail wrong_data"})


def test_a_login_without_an_answer_fails_the_boot_after_it_alone() -> None:
    boots = minutes(1, 2, 3)
    found = [outcomes(verdict)["CF-02"] for verdict in after_another(login(boots[0][0].at - 5.0), *boots)]
    assert found == ["fail missing", WINDOW_OPEN, WINDOW_OPEN]


def test_a_login_without_an_answer_issued_no_token_that_was_there_before_it() -> None:
    boots = minutes(1, 2, token="sha256:00000000000000aa")
    verdicts = after_another(login(boots[1][0].at - 5.0), *boots)
    assert failing(verdicts) == {}
    assert [outcomes(verdict)["CF-02"] for verdict in verdicts] == [WINDOW_OPEN, WINDOW_OPEN]


def test_a_boot_that_has_a_login_takes_no_other() -> None:
    """Its own is the one that issued the token; the one without an answer is left to the boot that follows."""
    own = told()
    [later] = minutes(1)
    verdicts = after_another(login(own[0].at - 5.0), own, later)
    assert sorted(outcomes(verdict)["CF-02"] for verdict in verdicts) == ["fail missing", "pass"]


def test_two_logins_without_an_answer_fail_two_boots() -> None:
    boots = minutes(1, 2, 3)
    logins = [each for n in (0, 1) for each in login(boots[0][0].at - 5.0, exchange=f"login-{n}")]
    found = [outcomes(verdict)["CF-02"] for verdict in after_another(logins, *boots)]
    assert found == ["fail missing", "fail missing", WINDOW_OPEN]


def test_an_answer_that_comes_after_the_boot_request_is_for_whoever_shows_its_token() -> None:
    [boot] = minutes(1)
    another = login(boot[0].at - 5.0, token=OWN)
    late = another[1]._replace(event=replace(another[1].event, time=boot[3].event.time), at=boot[3].at)
    [verdict] = after_another(another[:1], sorted([*boot, late], key=lambda each: each.at))
    assert_outcomes(verdict, OLDER)


@pytest.mark.parametrize("places", [["*"], ["keystone"], ["client", "glance-api"]], ids="-".join)
def test_an_answer_that_may_have_been_missed_before_the_boot_is_not_observable(places: list[str]) -> None:
    boot = told()
    between = gap(boot[1].at, http=places)
    assert_outcomes(judge_one([boot[0], *between, *boot[2:]]), {"CF-02": NOT_OBSERVABLE})


@pytest.mark.parametrize("missed", [{"rpc": ["*"]}, {"http": ["glance-api"]}], ids=["rpc", "elsewhere"])
def test_what_was_missed_elsewhere_excuses_no_login(missed: dict[str, list[str]]) -> None:
    boot = told()
    between = gap(boot[1].at, **missed)
    assert_outcomes(judge_one([boot[0], *between, *boot[2:]]), {"CF-02": "fail missing"})


def test_what_was_missed_before_the_login_excuses_it_neither() -> None:
    boot = told()
    assert_outcomes(judge_one([*gap(boot[0].at - 1.0, http=["*"]), boot[0], *boot[2:]]), {"CF-02": "fail missing"})


def test_a_request_that_may_have_been_missed_before_its_answer_is_not_observable() -> None:
    boot = told()
    assert_outcomes(judge_one([*gap(boot[0].at, http=["*"]), *boot[1:]]), {"CF-01": NOT_OBSERVABLE})


def test_a_scenario_that_came_to_no_boot_request_may_have_been_missed_as_well() -> None:
    """Its login was refused, and that was lost."""
    boot = told(stop="wrong_password", scenario="wrong-password")
    kit, asked, refused, *rest = boot
    assert refused.mark == "2"
    verdict = judge_one([kit, asked, *gap(refused.at, http=["*"]), *rest])
    assert outcomes(verdict)["CF-02"] == NOT_OBSERVABLE


def test_one_login_serves_many_boots() -> None:
    first, *others = [tell(Boot(start=told()[0].at + 60.0 * n), Ids(f"{n:08d}")) for n in (1, 2, 3)]
    token = first[1].event.facts.issued_token
    assert isinstance(token, str)
    shared = [[_showing(each, token) for each in without_login(boot)] for boot in others]
    assert [outcomes(v)["CF-02"] for v in after_another(first, *shared)] == ["pass"] * 3
