"""What nova-scheduler and nova-compute write while they are watched, and of what their silence says something."""

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.logs import LogsOptions, LogsProbe

UUID = "10f3b6c2-6d5f-4f6a-9d3e-0c1f0d6c8a01"
REQUEST = "req-abaf5d49-d153-42b5-9577-566edd44e1a8"


def line(logger, text, level="DEBUG", pid=7):
    return f"2026-11-27 10:51:50.198 {pid} {level} {logger} [{REQUEST} u p] {text}\n"


STARTED = line("nova.scheduler.host_manager", "Found 1 cells")
QUIET = line("nova.service", "Starting", "INFO") + line("oslo_messaging.rpc.server", "Receive incoming message")
FILTERED = line("nova.filters", "Filter ComputeFilter returned 2 host(s)")
SPAWNED = line("nova.compute.manager", f"[instance: {UUID}] Took 1.78 seconds to spawn the instance on the hypervisor.")


@pytest.fixture
def opened(tmp_path):
    """Opens a probe on logs of such names and contents."""
    probes = []

    def opened(all_hosts=False, **logs):
        for name, text in logs.items():
            (tmp_path / f"{name.replace('_', '-')}.log").write_text(text)
        probes.append(LogsProbe(LogsOptions(folder=str(tmp_path), all_hosts=all_hosts), Components()))
        probes[-1].open()
        return probes[-1]

    yield opened
    for probe in probes:
        probe.close()


def append(folder, name, text):
    with (folder / name).open("a") as file:
        file.write(text)


def kinds(probe):
    return [(each.event.channel, each.event.kind) for each in probe.take()]


def test_what_is_written_from_then_on_is_told(opened, tmp_path):
    probe = opened(nova_scheduler=STARTED + FILTERED, nova_compute_h1=STARTED)
    append(tmp_path, "nova-scheduler.log", FILTERED)
    append(tmp_path, "nova-compute-h1.log", SPAWNED)
    assert sorted(kinds(probe)) == [("hypervisor", "start"), ("scheduler", "filter")]
    assert kinds(probe) == []


@pytest.mark.parametrize(
    ("log", "watched"),
    [
        ("", {}),
        (QUIET, {}),
        (STARTED, {"scheduler": ["*"]}),
        (FILTERED + QUIET, {"scheduler": ["*"]}),
        (line("oslo.service.loopingcall", "Fixed interval looping call"), {"scheduler": ["*"]}),
        (STARTED + line("oslo.privsep.daemon", "privsep daemon running", "INFO", pid=8), {"scheduler": ["*"]}),
        (STARTED + line("nova.service", "Starting", "INFO", pid=8), {}),  # it was started anew, without debug
    ],
)
def test_silence_of_the_scheduler_says_something_only_at_debug(opened, log, watched):
    assert opened(nova_scheduler=log).watched == watched


@pytest.mark.parametrize(
    ("given", "watched"),
    [
        ({"nova_compute_h1": STARTED}, {}),
        ({"nova_compute_h1": STARTED, "all_hosts": True}, {"hypervisor": ["*"]}),
        ({"nova_compute_h1": STARTED, "nova_compute_h2": QUIET, "all_hosts": True}, {}),
    ],
)
def test_silence_of_a_host_says_something_only_if_these_are_all(opened, given, watched):
    assert opened(**given).watched == watched


def test_what_is_watched_is_decided_before_the_boots(opened, tmp_path):
    probe = opened(nova_scheduler=QUIET)
    append(tmp_path, "nova-scheduler.log", FILTERED)
    assert kinds(probe) == [("scheduler", "filter")]
    assert probe.watched == {}


def test_whether_these_are_all_hosts_is_said(opened):
    assert opened(nova_scheduler=STARTED).about()[0].endswith("of some hosts (all_hosts is not set)")


def test_a_folder_without_their_logs_is_one_line(opened, tmp_path):
    with pytest.raises(TargetError, match="no log of nova-scheduler or nova-compute under"):
        opened(nova_api=STARTED)


def test_where_a_log_cannot_be_read_the_others_are_let_go_of(opened, monkeypatch):
    tails = []

    class Tail:
        def __init__(self, path, where, mend):
            if tails:
                raise PermissionError(13, "Permission denied", str(path))
            tails.append(self)
            self.closed = False

        def close(self):
            self.closed = True

    probe = opened(nova_compute=STARTED, nova_scheduler=STARTED)
    probe.close()
    monkeypatch.setattr("pytest_cloudflow.probes.live.logs.Tail", Tail)
    with pytest.raises(TargetError, match=r"nova-scheduler.log cannot be read: Permission denied"):
        probe.open()
    probe.close()
    assert tails[0].closed


def test_a_log_that_is_rotated_away_to_one_that_may_not_be_read_is_one_line(opened, tmp_path):
    probe = opened(nova_scheduler=STARTED)
    (tmp_path / "nova-scheduler.log").rename(tmp_path / "old")
    (tmp_path / "nova-scheduler.log").mkdir()
    with pytest.raises(TargetError, match=r"\[probes.logs\] folder: .* cannot be read: Is a directory"):
        probe.take()
