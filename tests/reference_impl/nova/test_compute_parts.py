"""What nova-compute is made of: turns, and what an instance has taken."""

import threading

import pytest

from reference_impl.nova.compute._taken import Taken
from reference_impl.nova.compute._turns import Busy, Turns


def test_what_comes_while_an_instance_is_worked_on_is_done_afterwards():
    turns, done = Turns(), []

    def build():
        turns.take("i1", lambda: done.append("removed"))
        done.append("built")

    turns.take("i1", build)
    assert done == ["built", "removed"]


def test_other_instances_do_not_wait():
    turns, done = Turns(), []

    def build():
        turns.take("i2", lambda: done.append("the other"))
        done.append("built")

    turns.take("i1", build)
    assert done == ["the other", "built"]


def test_what_waits_is_done_also_when_the_work_before_it_fails():
    turns, done = Turns(), []

    def build():
        turns.take("i1", lambda: done.append("removed"))
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        turns.take("i1", build)
    assert done == ["removed"]
    turns.take("i1", lambda: done.append("again"))
    assert done == ["removed", "again"]


def test_of_many_threads_one_is_at_an_instance_at_a_time():
    turns, inside, most = Turns(), [], []
    lock = threading.Lock()

    def work():
        with lock:
            inside.append(1)
            most.append(len(inside))
        with lock:
            inside.pop()

    threads = [threading.Thread(target=lambda: [turns.take("i1", work) for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 1600
    assert set(most) == {1}


def test_who_waits_for_a_result_is_told_that_somebody_is_at_the_instance():
    turns = Turns()
    assert turns.alone("i1", lambda: 7) == 7

    def build():
        with pytest.raises(Busy, match="i1"):
            turns.alone("i1", lambda: 8)

    turns.take("i1", build)


def test_what_comes_while_somebody_waits_for_a_result_is_done_afterwards():
    turns, done = Turns(), []
    turns.alone("i1", lambda: turns.take("i1", lambda: done.append("removed")))
    assert done == ["removed"]


def test_what_was_taken_is_given_back_last_first():
    taken, given = Taken(), []
    taken.note("a port", lambda: given.append("port"))
    taken.note("a domain", lambda: given.append("domain"))
    assert taken.give_back() == []
    assert given == ["domain", "port"]
    assert taken.give_back() == []


def test_what_cannot_be_given_back_is_logged_and_named_and_the_rest_goes_on(caplog):
    taken, given = Taken(), []
    taken.note("a port", lambda: given.append("port"))

    def refuse():
        raise ConnectionError("cinder is away")

    taken.note("an attachment", refuse)
    assert taken.give_back() == ["an attachment"]
    assert given == ["port"]
    assert "an attachment could not be given back" in caplog.text
