"""What else a cloud does while an instance is built, and what no clause may take for a step."""

from __future__ import annotations

from ..trace import Facts
from ._scribe import TOKENS
from ._story import Story


def make_noise(story: Story) -> None:
    """All that was asked for, once."""
    for noise in story.boot.noise:
        MAKERS[noise](story)


def _polls(story: Story) -> None:
    """The client asks how far it is, and is shown what addresses there are by now."""
    look_at(story, "", Facts(fixed_ips=list(story.addresses)))


def look_at(story: Story, mark: str, shown: Facts) -> None:
    """GET of the server by the client, validated by nova-api."""
    asked = story.scribe.request(
        "", "client", "nova-api", "GET", f"/v2.1/servers/{story.instance}",
        token=story.login.token, instance_id=story.instance, request_id=f"req-{story.ids.uuid()}",
    )  # fmt: skip
    story.validated("", asked)
    story.scribe.respond(mark, asked, 200, shown)


def _logins(story: Story) -> None:
    """Services log in for themselves: one on its own account, one while it serves the launch."""
    for service, cause in (("cinder-api", None), ("nova-compute", story.serving())):
        asked = story.scribe.request("", service, "keystone", "POST", TOKENS, cause=cause)
        issued = Facts(issued_token=story.ids.token(), user_id=service, project_id="service", roles=["service"])
        story.scribe.respond("", asked, 201, issued)


def _notifications(story: Story) -> None:
    for event_type in ("compute.instance.update", "compute.instance.create.start"):
        story.scribe.act(
            "", "notification", "publish", "nova-compute",
            target="message-queue", method=event_type, cause=story.serving(),
        )  # fmt: skip


def _fanout(story: Story) -> None:
    """A host tells every scheduler what it can do: one message, two deliveries."""
    told = story.scribe.publish(
        "", "nova-compute", "nova-scheduler", "update_service_capabilities",
        mode="fanout", topic="scheduler", cause=None, instance_id=None, request_id=None,
    )  # fmt: skip
    story.scribe.deliver("", told)
    story.scribe.deliver("", told)


def _periodic(story: Story) -> None:
    """A host says that it is up, and what it has left; no boot's business."""
    scribe = story.scribe
    call = scribe.publish(
        "", "nova-compute", "nova-conductor", "service_update",
        mode="call", topic="conductor", cause=None, instance_id=None, request_id=None,
    )  # fmt: skip
    scribe.deliver("", call)
    scribe.write("", "nova-conductor", "services", "update", cause=call.message_id, instance_id=None, request_id=None)
    scribe.deliver("", scribe.reply("", call))
    left = Facts(host=story.host)
    scribe.write(
        "", "nova-compute", "compute_nodes", "update", cause=None, instance_id=None, request_id=None, facts=left
    )


def _lookups(story: Story) -> None:
    """nova-compute looks at a network and at the instance's ports; the client at its images."""
    for path in ("/v2.0/networks", "/v2.0/ports"):
        asked = story.compute_asks("", "neutron-server", "GET", path, Facts(), about_it=False)
        story.validated("", asked)
        story.scribe.respond("", asked, 200)
    images = story.scribe.request("", "client", "glance-api", "GET", "/v2/images", token=story.login.token)
    story.validated("", images)
    story.scribe.respond("", images, 200)


MAKERS = {
    "polls": _polls,
    "logins": _logins,
    "notifications": _notifications,
    "fanout": _fanout,
    "periodic": _periodic,
    "lookups": _lookups,
}
