"""A folder of recorders' files becomes a trace: on recorded boots of a real OpenStack, and on what is no capture."""

import gzip
import json
import random
import shutil
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from pytest_cloudflow.errors import CloudflowError, TraceError, UsageError
from pytest_cloudflow.probes.capture import MAX_SKEW, convert, read_capture
from pytest_cloudflow.trace import open_trace

RECORDINGS = Path(__file__).parents[1] / "recordings"
BOOTS = ("plain", "kvm-volume", "novalidhost")
START = "object_class_action_versions:InstanceActionEvent.event_start"


@pytest.fixture(scope="module")
def captures():
    return {name: read_capture(RECORDINGS / name) for name in BOOTS}


@pytest.fixture
def boot(captures, request):
    """The events of the boot alone: tied by its instance, or by exchange, message and cause to its request."""
    return of_boot(captures[request.param][1])


def of_boot(events):
    post = next(e for e in events if e.kind == "request" and e.method == "POST" and e.path == "/v2.1/servers")
    instance = next(e.instance_id for e in events if e.exchange == post.exchange and e.kind == "response")
    units = {post.exchange}
    while True:
        more = {unit(e) for e in events if e.cause in units or e.instance_id == instance} - {None}
        if more <= units:
            return [e for e in events if unit(e) in units or e.instance_id == instance]
        units |= more


def unit(event):
    return {"http": event.exchange, "rpc": event.message_id}.get(event.channel)


def of(events, channel, kind, method, path=None, source=None):
    found = [e for e in events if (e.channel, e.kind, e.method) == (channel, kind, method)]
    return [e for e in found if (path is None or e.path == path) and source in (None, e.source)]


def first(events, *what, **more):
    return of(events, *what, **more)[0]


@pytest.mark.parametrize("name", BOOTS)
def test_what_has_a_file_was_watched(captures, name):
    header, _ = captures[name]
    apis = ["cinder-api", "glance-api", "keystone", "neutron-server", "nova-api", "placement"]
    assert header.watched == {"http": apis, "rpc": ["*"], "notification": ["*"], "state": ["*"]}
    assert (header.profile, header.validation_cache, header.max_skew) == ("openstack", {}, MAX_SKEW)


@pytest.mark.parametrize("name", BOOTS)
def test_events_are_numbered_in_the_order_of_time(captures, name):
    _, events = captures[name]
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert all(a.time <= b.time for a, b in pairwise(events))


@pytest.mark.parametrize("name", BOOTS)
def test_each_message_is_published_before_it_is_delivered(captures, name):
    _, events = captures[name]
    published = set()
    for event in (e for e in events if e.channel == "rpc"):
        key = (event.message_id, event.mode)
        if event.kind == "publish":
            published.add(key)
        else:
            assert key in published


@pytest.mark.parametrize("name", BOOTS)
def test_nothing_is_done_for_what_was_not_yet_there(captures, name):
    _, events = captures[name]
    begun = {}
    for event in events:
        if isinstance(event.cause, str):
            assert begun[event.cause] <= event.time + MAX_SKEW
        if event.kind == "request" or event.kind == "deliver":
            begun.setdefault(unit(event), event.time)


@pytest.mark.parametrize("name", BOOTS)
def test_every_process_is_a_component(captures, name):
    _, events = captures[name]
    assert all(e.source is not UNSET for e in events if e.channel in ("http", "rpc"))
    assert all(e.target is not UNSET for e in events if e.channel in ("http", "rpc"))


@pytest.mark.parametrize("name", BOOTS)
def test_every_validation_is_tied_to_the_exchange_it_was_made_for(captures, name):
    _, events = captures[name]
    exchanges = {e.exchange: e for e in events if e.kind == "request"}
    checks = of(events, "http", "request", "GET", "/v3/auth/tokens")
    assert checks
    for check in checks:
        served = exchanges[check.cause]
        assert check.source == served.target
        assert check.facts.subject_token in (served.token, served.service_token)


@pytest.mark.parametrize("name", BOOTS)
def test_the_token_of_the_login_is_shown_to_nova_and_validated(captures, name):
    _, events = captures[name]
    post = first(events, "http", "request", "POST", "/v2.1/servers")
    issued = [
        e.facts.issued_token for e in of(events, "http", "response", "POST", "/v3/auth/tokens", source="keystone")
    ]
    assert post.token in issued
    (check,) = [e for e in events if e.cause == post.exchange and e.target == "keystone"]
    answer = next(e for e in events if e.exchange == check.exchange and e.kind == "response")
    assert (answer.status, answer.facts.subject_token) == (200, post.token)
    assert answer.facts.roles == ["reader", "member"]


@pytest.mark.parametrize(("boot", "host"), [("plain", "fake2"), ("kvm-volume", "kvm1")], indirect=["boot"])
def test_the_messages_of_a_boot_follow_from_one_another(boot, host):
    post = first(boot, "http", "request", "POST", "/v2.1/servers")
    build = first(boot, "rpc", "publish", "schedule_and_build_instances")
    select = first(boot, "rpc", "publish", "select_destinations")
    chosen = of(boot, "rpc", "publish", "select_destinations")[1]
    launch = first(boot, "rpc", "publish", "build_and_run_instance")
    start = first(boot, "rpc", "publish", START)
    assert (build.source, build.cause, build.mode, build.topic) == ("nova-api", post.exchange, "cast", "conductor")
    assert (select.source, select.cause, select.mode) == ("nova-conductor", build.message_id, "call")
    assert (chosen.source, chosen.mode, chosen.facts.host) == ("nova-scheduler", "reply", host)
    assert (launch.cause, launch.topic, launch.server) == (build.message_id, "compute", host)
    assert (start.source, start.cause, start.facts.host) == ("nova-compute", launch.message_id, host)


@pytest.mark.parametrize("boot", ["plain", "kvm-volume"], indirect=True)
def test_the_launch_shows_what_was_asked_for(boot):
    asked = first(boot, "http", "request", "POST", "/v2.1/servers").facts
    launch = first(boot, "rpc", "publish", "build_and_run_instance").facts
    for key in ("image_id", "flavor_id", "network_ids", "port_ids", "volume_ids"):
        assert getattr(launch, key) == getattr(asked, key)
    assert (launch.vcpus, launch.memory_mb, launch.disk_gb) == (1, 64, 1)


@pytest.mark.parametrize("boot", ["plain", "kvm-volume"], indirect=True)
def test_nova_compute_asks_neutron_for_the_launch(boot):
    launch = first(boot, "rpc", "publish", "build_and_run_instance")
    asked = first(boot, "http", "request", "POST", "/v2.0/ports")
    given = first(boot, "http", "response", "POST", "/v2.0/ports")
    assert (asked.source, asked.cause, asked.instance_id) == ("nova-compute", launch.message_id, launch.instance_id)
    assert (given.status, len(given.facts.fixed_ips)) == (201, 1)


@pytest.mark.parametrize("boot", ["kvm-volume"], indirect=True)
def test_nova_compute_asks_glance_and_cinder_for_the_launch(boot):
    launch = first(boot, "rpc", "publish", "build_and_run_instance")
    image = launch.facts.image_id
    asked = of(boot, "http", "request", "GET", f"/v2/images/{image}", source="nova-compute")
    data = of(boot, "http", "request", "GET", f"/v2/images/{image}/file", source="nova-compute")
    assert {e.cause for e in (*asked, *data)} == {launch.message_id}
    (put,) = [e for e in boot if e.channel == "http" and e.method == "PUT" and e.target == "cinder-api"]
    done = next(e for e in boot if e.exchange == put.exchange and e.kind == "response")
    assert (put.cause, done.facts.connection) == (launch.message_id, True)
    assert [done.facts.volume_id] == launch.facts.volume_ids
    update = first(boot, "rpc", "publish", "attachment_update")
    assert (update.source, update.target, update.cause) == ("cinder-api", "cinder-volume", put.exchange)


@pytest.mark.parametrize("boot", ["plain", "kvm-volume"], indirect=True)
def test_what_neutron_tells_nova_is_part_of_the_boot(boot):
    told = of(boot, "http", "request", "POST", "/v2.1/os-server-external-events")
    assert [e.source for e in told] == ["neutron-server", "neutron-server"]
    casts = of(boot, "rpc", "publish", "external_instance_event")
    assert [e.cause for e in casts] == [e.exchange for e in told]


@pytest.mark.parametrize("boot", ["plain", "kvm-volume"], indirect=True)
def test_the_states_of_a_boot_are_told_once_each(boot):
    states = [(e.vm_state, e.task_state, e.power_state) for e in boot if e.channel == "state"]
    tasks = ("scheduling", None, "networking", "block_device_mapping", "spawning")
    assert states == [*(("building", task, "nostate") for task in tasks), ("active", None, "running")]


@pytest.mark.parametrize("boot", ["novalidhost"], indirect=True)
def test_a_boot_without_a_host_ends_in_error(boot):
    answer = of(boot, "rpc", "publish", "select_destinations")[1]
    assert answer.facts.failure.class_ == "NoValidHost"
    states = [(e.vm_state, e.task_state, e.power_state) for e in boot if e.channel == "state"]
    assert states == [("error", None, "nostate")]
    assert of(boot, "rpc", "publish", "build_and_run_instance") == []


@pytest.mark.parametrize("boot", ["plain", "kvm-volume"], indirect=True)
def test_periodic_tasks_are_no_part_of_a_boot(boot):
    assert of(boot, "rpc", "publish", "object_action:Service.save") == []
    assert of(boot, "rpc", "publish", "update_service_capabilities") == []


def test_the_firehose_alone_tells_of_states_too(tmp_path, captures):
    shutil.copy(RECORDINGS / "plain" / "firehose.jsonl.gz", tmp_path)
    header, events = read_capture(tmp_path)
    assert header.watched == {"rpc": ["*"], "notification": ["*"], "state": ["*"]}
    assert states(events) == states(captures["plain"][1])


def states(events):
    return [(e.vm_state, e.task_state, e.power_state) for e in events if e.channel == "state"]


def test_an_api_without_a_file_was_not_watched(tmp_path):
    (tmp_path / "http").mkdir()
    (tmp_path / "http" / "nova_api.jsonl").touch()
    header, events = read_capture(tmp_path)
    assert (header.watched, events) == ({"http": ["nova-api"]}, [])


def test_a_capture_is_written_as_a_trace_for_its_owner_alone(tmp_path, captures):
    out = tmp_path / "boot.jsonl.gz"
    convert(RECORDINGS / "plain", str(out))
    with open_trace(out) as trace:
        assert list(trace) == captures["plain"][1]
        assert trace.header.target == "capture:plain"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", BOOTS)
def test_no_token_is_written_but_as_a_fingerprint(tmp_path, name):
    out = tmp_path / "boot.jsonl"
    convert(RECORDINGS / name, str(out))
    tokens = [value for line in out.read_text().splitlines() for value in tokens_of(json.loads(line))]
    assert tokens
    assert all(value.startswith("sha256:") and len(value) == 23 for value in tokens)


def tokens_of(event):
    named = {**event, **event.get("facts", {})}
    return [value for key, value in named.items() if key.endswith("token") and value]


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        read_capture(tmp_path / "absent")


def test_a_folder_without_a_capture_is_said_in_one_line(tmp_path):
    with pytest.raises(UsageError, match="no capture in this folder"):
        read_capture(tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"{\n", "broken JSON"), (b"[]\n", "no object"), (b"\xff\n", "broken JSON"), (b"[" * 100_000, "broken JSON")],
)
def test_a_broken_line_is_named_with_its_place(tmp_path, content, says):
    good = b'{"ts": 1.0, "payload": {}}\n\n'
    (tmp_path / "notifications.jsonl").write_bytes(good + content)
    with pytest.raises(TraceError, match=says) as refused:
        read_capture(tmp_path)
    assert refused.value.where == f"{tmp_path / 'notifications.jsonl'}:3"


def test_a_file_cut_short_is_named(tmp_path):
    whole = (RECORDINGS / "plain" / "firehose.jsonl.gz").read_bytes()
    (tmp_path / "firehose.jsonl.gz").write_bytes(whole[:1000])
    with pytest.raises(TraceError, match="cannot be read"):
        read_capture(tmp_path)


def lines(place):
    return gzip.decompress((RECORDINGS / "kvm-volume" / place).read_bytes()).splitlines()


PLACES = ("firehose.jsonl.gz", "notifications.jsonl.gz", "http/keystone.jsonl.gz", "http/nova_api.jsonl.gz",
          "http/neutron.jsonl.gz", "http/cinder_api.jsonl.gz")  # fmt: skip
SAMPLES = {place: [json.loads(line) for line in lines(place)[:60]] for place in PLACES}
ODD = [None, True, -1, 2**70, 1e300, "", "\x00", "x" * 300, [], [None], {}, {"a": [{}]}, "{", "sha256:", [[[]]]]


def holders(value):
    """Every place in a record whose value could be another."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from holders(value[key])


@given(st.sampled_from(PLACES), st.randoms(use_true_random=False))
def test_a_mutated_capture_is_read_or_refused_in_one_line(tmp_path_factory, place, chance: random.Random):
    records = json.loads(json.dumps(chance.sample(SAMPLES[place], min(8, len(SAMPLES[place])))))
    for record in records:
        for holder, key in chance.sample(list(holders(record)), 3):
            holder[key] = chance.choice(ODD)
    folder = tmp_path_factory.mktemp("mutated")
    path = folder / place.removesuffix(".gz")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    refused = refusal(folder)
    if refused is not None:
        assert "\n" not in str(refused)
        assert str(path) in refused.where
    else:
        with open_trace(folder / "out.jsonl") as trace:
            assert all(event.seq for event in trace)


def refusal(folder):
    try:
        convert(folder, str(folder / "out.jsonl"))
    except CloudflowError as refused:
        return refused
    return None
