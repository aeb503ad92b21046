"""A broker that is gone is given up, and nothing of a tap is left."""

import pytest
from kombu import Connection

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes.live import _tap
from pytest_cloudflow.probes.live._tap import Bound, Tap


def test_a_broker_that_has_gone_is_given_up_after_some_tries(rabbitmq, monkeypatch):
    monkeypatch.setitem(_tap._RETRIES, "interval_step", 0)
    tap = Tap(rabbitmq.amqp, "here")
    with Connection(rabbitmq.amqp) as marking:
        tap._marking = marking
        tap._put("a mark that nobody gets")
        marking.port = 1
        marking.connection.transport.sock.shutdown(2)
        with pytest.raises(TargetError, match=r"here: 127.0.0.1:\d+ vhost /: .*refused"):
            tap.take()


def test_all_is_let_go_of_though_the_thread_cannot_be_told(rabbitmq, monkeypatch):
    monkeypatch.setattr(_tap, "_DRAIN", 0.1)
    tap = Tap(rabbitmq.amqp, "here")
    tap.open([Bound("amq.topic", "#")])
    thread, connections = tap._thread, (tap._consuming, tap._marking)
    monkeypatch.setattr(tap, "_put", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tap.close()
    assert not thread.is_alive()
    assert not any(each.connected for each in connections)
