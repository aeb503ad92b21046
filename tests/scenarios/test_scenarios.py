"""Scenarios: what a user is had to do, and that all of it is undone."""

import re
from contextlib import contextmanager

import pytest

from pytest_cloudflow.errors import TargetError, UsageError
from pytest_cloudflow.scenarios import GOOD, REFUSED, SCENARIOS, SURVIVED, TROUBLED, Wanted, named, run


class Diary:
    """A user who writes down what it is had to do."""

    def __init__(self, refused=(), breaks=None):
        self.done = []
        self._refused = refused
        self._breaks = breaks

    def log_in(self):
        self.done.append(("log in",))

    def make_volumes(self, name, wanted):
        self.done += [("volume", name)] * wanted.volumes
        return ["v"] * wanted.volumes

    def boot(self, name, wanted, volumes):
        self.done.append(("boot", name))
        return None if name in self._refused else f"id of {name}"

    def wait(self, server):
        self.done.append(("wait", server))
        if self._breaks:
            raise self._breaks

    def delete(self, server):
        self.done.append(("delete", server))

    def tidy(self):
        self.done.append(("tidy",))

    def over(self, lost):
        self.done.append(("observed",) if lost is None else ("cut short", lost))

    @contextmanager
    def trouble(self, name):
        self.done.append((name, "begins"))
        try:
            yield
        finally:
            self.done.append((name, "ends"))


def scenario(name):
    return named([name])[0]


def test_a_server_is_asked_for_looked_at_and_deleted_once_all_was_observed():
    user = Diary()
    run(scenario("image"), user, "kit", user.over, user.trouble)
    server = "id of kit-image-1"
    acts = [("log in",), ("boot", "kit-image-1"), ("wait", server), ("observed",), ("delete", server), ("tidy",)]
    assert user.done == acts


def test_all_servers_are_asked_for_before_the_first_is_waited_for():
    user = Diary()
    run(scenario("ten-at-once"), user, "kit", user.over, user.trouble)
    acts = [act for act, *_ in user.done]
    assert acts == ["log in"] + ["boot"] * 10 + ["wait"] * 10 + ["observed"] + ["delete"] * 10 + ["tidy"]


def test_a_server_that_was_refused_is_neither_waited_for_nor_deleted():
    user = Diary(refused=["kit-image-1"])
    run(scenario("image"), user, "kit", user.over, user.trouble)
    assert user.done == [("log in",), ("boot", "kit-image-1"), ("observed",), ("tidy",)]


def test_what_was_made_is_deleted_also_when_the_cloud_is_gone():
    user = Diary(breaks=TargetError("nova-api does not answer"))
    with pytest.raises(TargetError):
        run(scenario("image"), user, "kit", user.over, user.trouble)
    assert user.done[-2:] == [("delete", "id of kit-image-1"), ("tidy",)]
    assert ("observed",) not in user.done


def test_what_cuts_it_short_is_told_once_while_the_trouble_lasts_and_before_anything_is_deleted():
    lost = TargetError("nova-api does not answer")
    user = Diary(breaks=lost)
    with pytest.raises(TargetError):
        run(scenario("cinder-away"), user, "kit", user.over, user.trouble)
    at = user.done.index(("cut short", lost))
    assert [act for act, *_ in user.done[at:]] == ["cut short", "cinder-away", "delete", "tidy"]
    assert [act for act, *_ in user.done].count("cut short") == 1


@pytest.mark.parametrize("early", ["log_in", "make_volumes"])
def test_what_keeps_it_from_beginning_is_told_too(early):
    user = Diary()
    setattr(user, early, lambda *_: refuse())
    lost = TargetError("nobody is let in")

    def refuse():
        raise lost

    with pytest.raises(TargetError):
        run(scenario("image"), user, "kit", user.over, user.trouble)
    assert user.done[-2:] == [("cut short", lost), ("tidy",)]


def test_a_trouble_that_does_not_end_is_no_second_end_of_the_scenario():
    user = Diary()

    @contextmanager
    def endless(_name):
        yield
        raise TargetError("ends with 1")

    with pytest.raises(TargetError, match="ends with 1"):
        run(scenario("cinder-away"), user, "kit", user.over, endless)
    assert [act for act, *_ in user.done] == ["log in", "volume", "boot", "wait", "observed", "delete", "tidy"]


def test_without_names_all_are_run_in_their_order():
    assert named([]) == SCENARIOS
    assert [each.name for each in named(["volume-boot", "image"])] == ["image", "volume-boot"]


def test_the_contract_names_them():
    names = ["image", "image-volume", "two-networks-two-volumes", "volume-boot", "ten-at-once"]
    assert [each.name for each in GOOD] == names
    assert scenario("two-networks-two-volumes").servers == (Wanted(networks=2, volumes=2),)
    assert all(each.expect is None for each in GOOD)


def test_those_that_must_fail_say_where_and_the_others_conform():
    assert [each.name for each in GOOD + SURVIVED if each.expect is not None] == []
    assert [each.name for each in REFUSED + TROUBLED if each.expect is None] == []


def test_each_says_what_a_cloud_that_others_use_must_be_allowed_to_suffer():
    assert {each.needs for each in GOOD} == {None}
    assert {each.needs for each in REFUSED} == {"negative"}
    assert {each.needs for each in SURVIVED + TROUBLED} == {"destructive"}
    assert [each.name for each in GOOD + REFUSED if each.trouble is not None] == []


def test_names_are_telling_words_with_hyphens_and_each_its_own():
    names = [each.name for each in SCENARIOS]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []
    assert len(set(names)) == len(names)


def test_who_shows_a_token_of_its_own_logs_in_first_and_others_do_not():
    user = Diary()
    run(scenario("forged-token"), user, "kit", user.over, user.trouble)
    assert ("log in",) not in user.done


def test_a_server_that_is_not_waited_for_is_deleted_at_once():
    user = Diary()
    run(scenario("deleted-while-scheduling"), user, "kit", user.over, user.trouble)
    server = "id of kit-deleted-while-scheduling-1"
    assert user.done[1:] == [
        ("boot", "kit-deleted-while-scheduling-1"), ("delete", server), ("observed",), ("tidy",),
    ]  # fmt: skip


def test_what_the_cloud_suffers_begins_once_volumes_are_made_and_is_over_before_anything_is_deleted():
    user = Diary()
    run(scenario("cinder-away"), user, "kit", user.over, user.trouble)
    assert [act for act, *_ in user.done] == [
        "log in", "volume", "cinder-away", "boot", "wait", "observed", "cinder-away", "delete", "tidy",
    ]  # fmt: skip


def test_what_cannot_be_deleted_keeps_nothing_else_from_being_deleted():
    user = Diary()

    def refuse(server):
        user.done.append(("delete", server))
        raise TargetError(f"{server} stays")

    user.delete = refuse
    with pytest.raises(TargetError, match="kit-ten-at-once-1 stays"):
        run(scenario("ten-at-once"), user, "kit", user.over, user.trouble)
    assert [act for act, *_ in user.done].count("delete") == 10
    assert user.done[-1] == ("tidy",)


def test_an_unknown_one_is_named_beside_those_there_are():
    with pytest.raises(UsageError, match=r"unknown scenario 'imaeg'.*image-volume"):
        named(["imaeg"])
