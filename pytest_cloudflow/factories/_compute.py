"""Steps 14 to 28 and the rows that go with them: what nova-compute does once it has picked the launch up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import UNSET

from ..trace import Event, Facts
from ._noise import make_noise
from ._scribe import Triple
from ._story import DISK_GB, MEMORY_MB, VCPUS, Failed, Halt, Story, Taken, failure

NO_TASK: Triple = ("building", None, "nostate")
NETWORKING: Triple = ("building", "networking", "nostate")
BLOCK_DEVICES: Triple = ("building", "block_device_mapping", "nostate")
SPAWNING: Triple = ("building", "spawning", "nostate")
ACTIVE: Triple = ("active", None, "running")


def build(story: Story) -> None:
    """All that nova-compute does for a boot.

    :raises Failed: when it was refused something.
    :raises Halt: when nothing more happens.
    """
    _learn(story)
    claim(story, "claim")
    if story.boot.no_task:
        enter_row(story, "no_task", NO_TASK)
    if story.image:
        _fetch_image(story, story.image)
    make_noise(story)
    _network(story)
    _attach(story)
    make_noise(story)
    enter_row(story, "S4", SPAWNING)
    spawn(story, fails=story.boot.stop == "driver")
    enter_row(story, "S5", ACTIVE)


def claim(story: Story, mark: str) -> None:
    """nova-compute writes down what its host has left: takes it, or gives it back."""
    facts = Facts(host=story.host)
    story.scribe.write(mark, "nova-compute", "compute_nodes", "update", cause=story.serving(), facts=facts)


def enter_row(story: Story, mark: str, triple: Triple) -> None:
    """nova-compute has nova-conductor write a state."""
    scribe = story.scribe
    call = scribe.publish(
        "", "nova-compute", "nova-conductor", "instance_update", mode="call", topic="conductor", cause=story.serving()
    )
    scribe.deliver("", call)
    scribe.write("", "nova-conductor", "instances", "update", cause=call.message_id)
    scribe.state(mark, "nova-conductor", triple, call.message_id)
    scribe.deliver("", scribe.reply("", call))


def _learn(story: Story) -> None:
    """Steps 14 to 18."""
    scribe = story.scribe
    call = scribe.publish(
        "14", "nova-compute", "nova-conductor", "instance_get_by_uuid",
        mode="call", topic="conductor", cause=story.serving(),
    )  # fmt: skip
    if story.boot.stop == "silent_conductor":
        raise Halt
    scribe.deliver("15", call)
    if "conductor" in story.boot.redelivered:
        scribe.deliver("15.again", call, redelivered=True)
    known = Facts(
        host=story.host, flavor_id=story.flavor, image_id=story.image, vcpus=VCPUS, memory_mb=MEMORY_MB, disk_gb=DISK_GB
    )
    scribe.read("16", "nova-conductor", "instances", cause=call.message_id, facts=known)
    scribe.deliver("18", scribe.reply("17", call, known))


def _fetch_image(story: Story, image: str) -> None:
    """Steps 19 to 21. The data is a second request, and validated as well."""
    scribe, stop, about = story.scribe, story.boot.stop, Facts(image_id=image)
    asked = story.compute_asks("19", "glance-api", "GET", f"/v2/images/{image}", about, about_it=False)
    _stop_if(stop == "image_down")
    _refuse_if(stop == "image_unavailable", story, asked, 503)
    story.validated("20", asked, refused=stop == "image_unvalidated")
    _refuse_if(stop == "image_missing", story, asked, 404)
    scribe.respond("21.metadata", asked, 200, about)
    wanted = story.compute_asks("", "glance-api", "GET", f"/v2/images/{image}/file", about, about_it=False)
    story.validated("", wanted)
    scribe.respond("21.file", wanted, 200, about)


def _network(story: Story) -> None:
    """The second row, and steps 22 to 24 for each network."""
    wanted = list(_ports(story))
    if wanted:
        enter_row(story, "S2", NETWORKING)
    for left, ask_for_port in reversed(list(enumerate(reversed(wanted)))):
        ask_for_port(left == 0)
    if not wanted:
        enter_row(story, "S2", NETWORKING)


def _ports(story: Story) -> Iterator[Callable[[bool], None]]:
    networks = [story.ids.uuid()] if story.boot.auto else story.networks
    for network in networks:
        yield lambda last, network=network: _create_port(story, network, last)  # type: ignore[misc]  # mypy wants no default
    for port in story.ports:
        yield lambda last, port=port: _use_port(story, port, last)  # type: ignore[misc]  # mypy wants no default


def _create_port(story: Story, network: str, last: bool) -> None:
    asked = story.compute_asks("22", "neutron-server", "POST", "/v2.0/ports", Facts(network_id=network))
    port = story.ids.uuid()
    _answer_port(story, asked, 201, Facts(network_id=network, port_id=port), last)
    story.taken.append(Taken("neutron-server", f"/v2.0/ports/{port}", Facts(port_id=port)))


def _use_port(story: Story, port: str, last: bool) -> None:
    """A port that was given is bound; its request names no network."""
    asked = story.compute_asks("22", "neutron-server", "PUT", f"/v2.0/ports/{port}", Facts(port_id=port))
    _answer_port(story, asked, 200, Facts(network_id=story.ids.uuid(), port_id=port), last)


def _answer_port(story: Story, asked: Event, status: int, facts: Facts, last: bool) -> None:
    stop, address = story.boot.stop if last else None, story.ids.address()
    _stop_if(stop == "network_down")
    _refuse_if(stop == "network_unavailable", story, asked, 503)
    story.validated("23", asked, refused=stop == "network_unvalidated")
    _refuse_if(stop == "network_refused", story, asked, 409)
    shown = Facts(network_id=facts.network_id, port_id=facts.port_id, fixed_ips=[address])
    story.scribe.respond("24", asked, status, shown)
    story.addresses.append(address)


def _attach(story: Story) -> None:
    """The third row, and steps 25 to 27 for each volume."""
    if story.volumes:
        make_noise(story)
        enter_row(story, "S3", BLOCK_DEVICES)
    for volume in story.volumes:
        _attach_volume(story, volume, last=volume == story.volumes[-1])


def _attach_volume(story: Story, volume: str, last: bool) -> None:
    stop, about = story.boot.stop if last else None, Facts(volume_id=volume)
    asked = story.compute_asks("25", "cinder-api", "POST", "/v3/attachments", about)
    _stop_if(stop == "volume_down")
    _refuse_if(stop == "volume_unavailable", story, asked, 503)
    story.validated("26", asked, refused=stop == "volume_unvalidated")
    _refuse_if(stop == "volume_refused", story, asked, 400)
    attachment = story.ids.uuid()
    shown = Facts(volume_id=volume, attachment_id=attachment, connection=True)
    story.scribe.respond("27", asked, 200, shown)
    story.taken.append(Taken("cinder-api", f"/v3/attachments/{attachment}", Facts(attachment_id=attachment)))


def spawn(story: Story, fails: bool) -> None:
    """Step 28.

    :raises Failed: when the driver is to fail; the domain is defined then.
    """
    scribe, domain = story.scribe, f"instance-{story.instance}"
    facts = Facts(host=story.host, domain=domain, vcpus=VCPUS, memory_mb=MEMORY_MB)
    scribe.act("28.define", "hypervisor", "define", "nova-compute", cause=story.serving(), facts=facts)
    story.taken.append(Taken("hypervisor", "", Facts(host=story.host, domain=domain)))
    if fails:
        said = Facts(host=story.host, domain=domain, failure=failure("libvirtError"))
        scribe.act("error", "hypervisor", "error", "nova-compute", cause=story.serving(), facts=said)
        raise Failed
    scribe.act("28.start", "hypervisor", "start", "nova-compute", cause=story.serving(), facts=facts)


def _stop_if(silent: bool) -> None:
    """Nobody answers, and nova-compute gives up."""
    if silent:
        raise Failed


def _refuse_if(refused: bool, story: Story, asked: Event, status: int) -> None:
    if refused:
        story.scribe.respond("refused", asked, status, Facts(failure=failure("Refused")))
        raise Failed


def give_back(story: Story) -> None:
    """What was taken goes back, the last first; then the host's resources."""
    for taken in reversed(story.taken):
        if taken.service == "hypervisor":
            facts = taken.facts
            story.scribe.act(
                "release.domain", "hypervisor", "destroy", "nova-compute", cause=story.serving(), facts=facts
            )
        else:
            _delete(story, taken)
    claim(story, "release.host")
    story.taken.clear()
    story.addresses.clear()


def _delete(story: Story, taken: Taken) -> None:
    asked = story.compute_asks("", taken.service, "DELETE", taken.path, taken.facts)
    story.validated("", asked)
    mark = "release.port" if taken.facts.port_id is not UNSET else "release.attachment"
    story.scribe.respond(mark, asked, 204, taken.facts)
