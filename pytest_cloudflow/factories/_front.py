"""Steps 1 to 13: from the credentials to the host that picks the launch from its queue."""

from __future__ import annotations

from ..trace import Event, Facts
from ._scribe import TOKENS, Triple
from ._story import DISK_GB, MEMORY_MB, VCPUS, Halt, Story, failure

SCHEDULING: Triple = ("building", "scheduling", "nostate")
ERROR: Triple = ("error", None, "nostate")
RPC_TIMEOUT = 60.0
"""Seconds after which a caller gives up."""


def log_in(story: Story) -> None:
    """Steps 1 and 2.

    :raises Halt: when the password is wrong.
    """
    scribe, refused = story.scribe, story.boot.stop == "wrong_password"
    asked = scribe.request("1", "client", "keystone", "POST", TOKENS, request_id=f"req-{story.ids.uuid()}")
    if refused:
        scribe.respond("2", asked, 401, Facts(failure=failure("Unauthorized")))
        raise Halt
    who = story.login
    issued = Facts(issued_token=who.token, user_id=who.user_id, project_id=who.project_id, roles=sorted(who.roles))
    scribe.respond("2", asked, 201, issued)


def ask(story: Story) -> Event:
    """Steps 3 to 5.

    :raises Halt: when the token is missing or does not hold.
    """
    scribe, stop = story.scribe, story.boot.stop
    scribe.request_id = f"req-{story.ids.uuid()}"
    request = scribe.request(
        "3", "client", "nova-api", "POST", "/v2.1/servers",
        token=None if stop == "no_token" else story.login.token, facts=_asked_for(story), request_id=scribe.request_id,
    )  # fmt: skip
    if stop == "no_token":
        _refuse(story, request, 401)
    refused = stop == "revoked_token"
    answer = Facts(subject_token=story.login.token, failure=failure("NotFound")) if refused else story.user()
    own = story.own("nova-api")
    about = Facts(subject_token=story.login.token)
    validation = scribe.request(
        "4", "nova-api", "keystone", "GET", TOKENS, token=own, cause=request.exchange, facts=about
    )
    scribe.respond("5", validation, 404 if refused else 200, answer)
    if refused:
        _refuse(story, request, 401)
    return request


def enter(story: Story, request: Event) -> None:
    """Steps 6 and 7, and the first row.

    :raises Halt: when the request is refused.
    """
    scribe, cause = story.scribe, request.exchange
    if story.boot.stop == "role":
        _refuse(story, request, 403)
    flavor = Facts(flavor_id=story.flavor, vcpus=VCPUS, memory_mb=MEMORY_MB, disk_gb=DISK_GB)
    scribe.read("6", "nova-api", "flavors", cause=cause, facts=flavor)
    scribe.read("", "nova-api", "quotas", cause=cause, facts=Facts(project_id=story.login.project_id))
    if story.boot.stop == "quota":
        _refuse(story, request, 403)
    scribe.instance_id = story.instance
    entry = Facts(
        project_id=story.login.project_id, user_id=story.login.user_id, flavor_id=story.flavor, image_id=story.image
    )
    scribe.write("7", "nova-api", "instances", "insert", cause=cause, facts=entry)
    scribe.state("S1", "nova-api", SCHEDULING, cause)


def schedule(story: Story, request: Event) -> None:
    """Steps 8 to 11.

    :raises Halt: when no host is found, or nobody answers.
    """
    scribe = story.scribe
    call = scribe.publish(
        "8", "nova-api", "nova-scheduler", "run_instance", mode="call", topic="scheduler", cause=request.exchange
    )
    if story.boot.stop == "silent_scheduler":
        scribe.wait(RPC_TIMEOUT)
        _give_up(story, request)
    scribe.deliver("9", call)
    if "scheduler" in story.boot.redelivered:
        scribe.deliver("9.again", call, redelivered=True)
    _choose(story, call, request)
    chosen = Facts(host=story.host)
    scribe.write("11.write", "nova-scheduler", "instances", "update", cause=call.message_id, facts=chosen)
    answer = scribe.reply("11.reply", call, chosen)
    scribe.deliver("", answer)
    story.call = call


def launch(story: Story) -> None:
    """Steps 12 and 13.

    :raises Halt: when no worker picks it up.
    """
    scribe = story.scribe
    cause = story.call.message_id if story.call else None
    story.cast = cast = scribe.publish(
        "12", "nova-scheduler", "nova-compute", "run_instance",
        mode="cast", topic="compute", server=story.host, cause=cause,
    )  # fmt: skip
    if story.boot.stop == "silent_compute":
        raise Halt
    scribe.host = story.host
    scribe.deliver("13", cast)
    if "compute" in story.boot.redelivered:
        scribe.deliver("13.again", cast, redelivered=True)


def accept(story: Story, request: Event) -> None:
    """nova-api answers the client, before nova-compute begins."""
    story.scribe.instance_id = story.instance
    story.scribe.respond("accepted", request, 202, Facts(instance_ids=[story.instance]))


def _asked_for(story: Story) -> Facts:
    return Facts(
        image_id=story.image,
        flavor_id=story.flavor,
        network_ids=["auto"] if story.boot.auto else list(story.networks),
        port_ids=list(story.ports),
        volume_ids=list(story.volumes),
    )


def _choose(story: Story, call: Event, request: Event) -> None:
    """Step 10."""
    scribe, boot, cause = story.scribe, story.boot, call.message_id
    nobody = boot.stop == "no_valid_host"
    hosts = sorted({*boot.hosts, story.host})
    known = sorted({*hosts, *boot.rejected_hosts})
    scribe.read("10.read", "nova-scheduler", "compute_nodes", cause=cause, facts=Facts(hosts=known))
    for left in range(boot.filters - 1, -1, -1):
        passed = known if left else [] if nobody else hosts
        scribe.act("10.filter", "scheduler", "filter", "nova-scheduler", cause=cause, facts=Facts(hosts=passed))
    if nobody:
        answer = scribe.reply("", call, Facts(failure=failure("NoValidHost")))
        scribe.deliver("", answer)
        _give_up(story, request)
    chosen = Facts(hosts=hosts, host=story.host)
    scribe.act("10.weigh", "scheduler", "weigh", "nova-scheduler", cause=cause, facts=chosen)


def _give_up(story: Story, request: Event) -> None:
    """nova-api ends the boot by itself."""
    scribe = story.scribe
    if story.boot.ends:
        scribe.write("", "nova-api", "instances", "update", cause=request.exchange)
        scribe.state("error", "nova-api", ERROR, request.exchange)
    _refuse(story, request, 500)


def _refuse(story: Story, request: Event, status: int) -> None:
    story.scribe.respond("refused", request, status, Facts(failure=failure("Refused")))
    raise Halt
