"""`logs:DIR`: folders of logs, as operators have them, judged with no cloud at hand."""

import bz2
import gzip
import json
import lzma
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.errors import CloudflowError
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.targets import find_target

RECORDINGS = Path(__file__).parents[1] / "recordings"


def judged(folder, **given):
    options = {"tolerate": 0, "timeout": None, **given}
    with find_target(f"logs:{folder}").open(**options) as trace:
        return list(judge(trace, load_profile(trace.header.profile)))


def of(boot, verdict):
    return {clause.id for clause in boot.clauses if clause.verdict == verdict}


@pytest.fixture
def unpacked(tmp_path):
    """The logs of a recorded boot, plain, in a folder of their own."""

    def unpack(name, rename=lambda stem: f"{stem}.log"):
        for path in (RECORDINGS / name / "logs").glob("*.log.gz"):
            target = tmp_path / rename(path.name.removesuffix(".log.gz"))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(gzip.decompress(path.read_bytes()))
        return tmp_path

    return unpack


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("plain", {"CF-03", "CF-08", "CF-09", "CF-10", "CF-11", "CF-12", "CF-13", "CF-14", "CF-15", "CF-17", "CF-18"}),
        ("kvm-volume", {"CF-10", "CF-12", "CF-13", "CF-19", "CF-21", "CF-22", "CF-25", "CF-27", "CF-28"}),
    ],
)
def test_a_boot_that_conforms(name, passed):
    [boot] = judged(RECORDINGS / name / "logs")
    assert of(boot, "fail") == set()
    assert of(boot, "pass") >= passed


def test_a_boot_that_found_no_host():
    [boot] = judged(RECORDINGS / "novalidhost" / "logs")
    assert of(boot, "fail") == {"CF-10"}
    [stopped] = [clause for clause in boot.clauses if clause.id == "CF-10"]
    assert (boot.stopped_at, stopped.reason) == ("CF-10", "rejected")
    assert "NoValidHost No valid host was found" in stopped.message


def test_where_nothing_was_logged_nothing_is_missing(unpacked):
    """Of a host without a log nothing is known: that its cast was taken up is not observable."""
    folder = unpacked("plain")
    (folder / "nova_compute_fake2.log").unlink()
    [boot] = judged(folder)
    assert of(boot, "fail") == set()
    assert "CF-13" in of(boot, "inconclusive")


def test_a_cast_that_nobody_took_up(unpacked):
    """The log of the host that was cast to is there, and does not say that it was."""
    folder = unpacked("plain")
    log = folder / "nova_compute_fake2.log"
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(line for line in lines if "req-" not in line and "2055a654c425" not in line))
    [boot] = judged(folder, timeout=0.5)
    assert boot.stopped_at == "CF-13"
    assert of(boot, "fail") == {"CF-13"}


LAYOUTS = {
    "kolla": lambda stem: f"{stem.split('_')[0]}/{stem.replace('_', '-')}.log",
    "by host": lambda stem: f"h1/var/log/{stem.replace('_', '-')}.log",
    "dated": lambda stem: f"{stem.replace('_', '-')}.log-20261122",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layouts_of_deployments(unpacked, layout):
    [boot] = judged(unpacked("plain", LAYOUTS[layout]))
    assert of(boot, "pass") >= {"CF-10", "CF-13"}


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)], ids=str
)
def test_rotated_and_compressed_parts_are_read_in_their_order(unpacked, ending, pack):
    folder = unpacked("plain")
    for path in list(folder.glob("*.log")):
        lines = path.read_text().splitlines(keepends=True)
        third = len(lines) // 3
        (folder / f"{path.name}.2{ending}").write_bytes(pack("".join(lines[:third]).encode()))
        (folder / f"{path.name}.1").write_text("".join(lines[third : 2 * third]))
        path.write_text("".join(lines[2 * third :]))
    [boot] = judged(folder)
    assert of(boot, "pass") == of(judged(RECORDINGS / "plain" / "logs")[0], "pass")


def test_journald_s_form(unpacked):
    """devstack's services log to the journal: no time of their own, a unit before each line."""
    units = {"nova_api": "n-api", "nova_scheduler": "n-sch", "nova_conductor": "n-cond", "nova_compute_fake2": "n-cpu"}
    folder = unpacked("plain", lambda stem: f"devstack@{units[stem]}.service.txt" if stem in units else f"x/{stem}.txt")
    shutil.rmtree(folder / "x")
    for path in folder.glob("*.txt"):
        unit = path.name.removesuffix(".service.txt")
        form = rf"Nov 22 \1 h1 {unit}[\2]: \3"
        text = re.sub(r"^2026-11-22 (\S+) (\d+) (.*)$", form, path.read_text(), flags=re.MULTILINE)
        path.write_text(text)
    [boot] = judged(folder)
    assert of(boot, "fail") == set()
    assert of(boot, "pass") >= {"CF-08", "CF-10", "CF-13"}


def test_what_would_show_more_is_said(unpacked):
    folder = unpacked("plain")
    quiet = re.compile(r"^.* (oslo_messaging|oslo\.messaging|nova\.filters)\b.*\n", re.MULTILINE)
    for path in folder.glob("*.log"):
        path.write_text(quiet.sub("", path.read_text()))
    with find_target(f"logs:{folder}").open(tolerate=0, timeout=None) as trace:
        said = "\n".join(trace.notes)
    assert "how nova-scheduler chose: not in the logs of nova-scheduler; shown by debug = True" in said
    assert "messages: not in the logs of nova-api, nova-compute, nova-conductor, nova-scheduler; shown by oslo" in said


RECORDED = [
    (path.parents[1].name, path.name.removesuffix(".log.gz")) for path in sorted(RECORDINGS.glob("*/logs/*.log.gz"))
]
STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", re.MULTILINE)


def by_another_clock(log, hours):
    """A host whose clock is ahead by so many hours has written the log."""

    def stamped(stamp):
        return (datetime.fromisoformat(stamp[0]) + timedelta(hours=hours)).isoformat(" ", "milliseconds")

    log.write_text(STAMP.sub(stamped, log.read_text()))


def verdicts(boots):
    return [
        (boot.instance_id, boot.request_id, [(each.id, each.verdict, each.reason) for each in boot.clauses])
        for boot in boots
    ]


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize(("name", "stem"), RECORDED)
def test_a_host_whose_clock_is_an_hour_off(unpacked, name, stem, hours):
    """What its messages order stays in order: its clock changes no verdict."""
    folder = unpacked(name)
    by_another_clock(folder / f"{stem}.log", hours)
    assert verdicts(judged(folder)) == verdicts(judged(RECORDINGS / name / "logs"))


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("stem", ["nova_api", "nova_conductor", "nova_scheduler", "nova_compute_fake2"])
def test_all_that_a_host_stamped_is_set_right_together(unpacked, stem, hours):
    """Its requests with its messages; and it is the one host that is set right, not all others."""
    folder = unpacked("plain")
    before = {key(event): event.time for event in told(folder)}
    by_another_clock(folder / f"{stem}.log", hours)
    after = {key(event): event.time for event in told(folder)}
    assert after == pytest.approx(before, rel=0, abs=0.1)


def told(folder):
    with find_target(f"logs:{folder}").open(tolerate=0, timeout=None) as trace:
        return list(trace)


def key(event):
    return event.clock, event.channel, event.kind, event.exchange, event.message_id, event.mode


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "no log of nova is in"),
        ({"notes.log": "hello", "glance-api.log": ""}, "no log of nova is in"),
        (None, "there is no folder"),
    ],
)
def test_a_folder_that_is_none_of_logs(tmp_path, files, line):
    folder = tmp_path / "logs"
    if files is not None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
    with pytest.raises(CloudflowError, match=rf"^logs: {line}"):
        judged(folder)


def test_logs_of_two_clouds(unpacked):
    folder = unpacked("plain", lambda stem: f"one/{stem}.log")
    for path in list((folder / "one").glob("*.log")):
        other = folder / "other" / path.name
        other.parent.mkdir(exist_ok=True)
        other.write_text(path.read_text().replace("127.0.0.1:", "10.9.9.9:"))
    with pytest.raises(CloudflowError, match=r"nova_api\.log and other/nova_api\.log are of two clouds"):
        judged(folder)


def test_a_part_that_is_broken_off_is_said_and_may_be_tolerated(unpacked):
    folder = unpacked("plain")
    whole = gzip.compress(b"2026-11-22 23:00:00.000 1 INFO nova.x [-] hello\n" * 1000)
    (folder / "nova_api.log.1.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CloudflowError, match=r"nova_api\.log\.1\.gz: broken off"):
        judged(folder)
    [boot] = judged(folder, tolerate=1)
    assert of(boot, "fail") == set()


def test_torn_and_foreign_lines_are_nobody_s(unpacked):
    folder = unpacked("plain")
    log = folder / "nova_conductor.log"
    log.write_bytes(
        b"\xff\xfe broken\n2026-11-22 23:4" + b"\n" + log.read_bytes() + b"\x00\n2026-13-45 99:99:99.9 1 INFO x "
    )
    [boot] = judged(folder)
    assert of(boot, "fail") == set()


def test_no_secret_is_in_what_is_made_of_them(unpacked):
    folder = unpacked("plain")
    with (folder / "nova_api.log").open("a") as log:
        log.write(
            "2026-11-22 23:42:40.000 1 ERROR nova.conductor.manager [req-abaf5d49-d153-42b5-9577-566edd44e1a8 u p] "
            "Failed to schedule instances: x.Y: password=s3cret X-Auth-Token: gAAAAABs3cret\n"
        )
    with find_target(f"logs:{folder}").open(tolerate=0, timeout=None) as trace:
        told = json.dumps([repr(event) for event in trace])
    assert "s3cret" not in told
