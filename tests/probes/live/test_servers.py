"""The servers of the tests are not held up by what they print."""

import sys

import pytest

from deployments.openstack._waiting import Waiting

from . import _servers

PRINTS = "print('ready', flush=True); print('x' * (1 << 20), flush=True); open({!r}, 'w')"


def test_a_server_that_prints_more_than_a_pipe_holds_goes_on(tmp_path):
    done = tmp_path / "done"
    with _servers.running([sys.executable, "-c", PRINTS.format(str(done))], "ready", None):
        assert Waiting().reached(done.exists, 30)


def test_a_server_that_ends_before_it_is_ready_says_what_it_printed():
    with (
        pytest.raises(AssertionError, match="broken"),
        _servers.running([sys.executable, "-c", "print('broken')"], "ready", None),
    ):
        pass
