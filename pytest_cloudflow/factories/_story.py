"""What is known of one boot while it is told: its ids, what it has taken, and the scribe who writes it down."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import UNSET

from ..trace import Event, Facts, Failure, fingerprint
from ._boots import Boot
from ._ids import Ids, IdSource, Login
from ._scribe import Scribe

VCPUS, MEMORY_MB, DISK_GB = 2, 2048, 20
"""The size of every flavor that is told."""


class Halt(Exception):
    """The boot stands still: nothing more is told of it."""


class Failed(Exception):
    """nova-compute was refused what it needs: it gives back what it has, and ends the boot in error."""


@dataclass(frozen=True)
class Taken:
    """What nova-compute holds for a boot: where it was got, by which id it goes back."""

    service: str
    path: str
    facts: Facts


@dataclass
class Story:
    """One boot, half told."""

    boot: Boot
    ids: IdSource
    scribe: Scribe
    login: Login
    flavor: str
    image: str | None
    networks: tuple[str, ...]
    ports: tuple[str, ...]
    volumes: tuple[str, ...]
    instance: str
    host: str
    request: Event | None = None
    call: Event | None = None
    cast: Event | None = None
    taken: list[Taken] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    own_tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, boot: Boot, ids: IdSource) -> Story:
        """A boot of which nothing was told yet; its ids are drawn here."""
        shared = Ids(boot.cloud) if boot.cloud else ids
        return cls(
            boot=boot,
            ids=ids,
            scribe=Scribe(ids, boot.clocks, boot.start, boot.pace),
            login=boot.login or Login.of(ids),
            flavor=shared.uuid(),
            image=shared.uuid() if boot.image else None,
            networks=tuple(shared.uuid() for _ in range(boot.networks)),
            ports=tuple(ids.uuid() for _ in range(boot.given_ports)),
            volumes=tuple(ids.uuid() for _ in range(boot.volumes)),
            instance=ids.uuid(),
            host=boot.host,
        )

    def own(self, service: str) -> str:
        """The token that `service` shows for itself."""
        if service not in self.own_tokens:
            shared = fingerprint(f"{self.boot.cloud} {service}")
            self.own_tokens[service] = shared if self.boot.cloud else self.ids.token()
        return self.own_tokens[service]

    def user(self) -> Facts:
        """What keystone says of the user's token."""
        who = self.login
        return Facts(subject_token=who.token, user_id=who.user_id, project_id=who.project_id, roles=sorted(who.roles))

    def validated(self, mark: str, request: Event, refused: bool = False) -> None:
        """The service that got `request` has its token validated.

        :raises Failed: when it is to be refused; the request was answered 401 then.
        """
        answer = Facts(subject_token=self.login.token, failure=failure("NotFound")) if refused else self.user()
        self.scribe.validate(mark, request, self.own(str(request.target)), answer, 404 if refused else 200)
        if refused:
            self.scribe.respond("", request, 401, Facts(failure=failure("Unauthorized")))
            raise Failed

    def compute_asks(
        self, mark: str, target: str, method: str, path: str, facts: Facts, about_it: bool = True
    ) -> Event:
        """nova-compute sends a request with the user's token, serving the cast.

        :param about_it: whether the request names the instance.
        """
        return self.scribe.request(
            mark, "nova-compute", target, method, path,
            token=self.login.token,
            service_token=self.own("nova-compute") if self.boot.service_tokens else None,
            cause=self.serving(),
            facts=facts,
            request_id=self.scribe.request_id,
            instance_id=self.instance if about_it else UNSET,
        )  # fmt: skip

    def serving(self) -> str:
        """The message that nova-compute serves.

        :raises ValueError: before step 12.
        """
        if self.cast is None or not isinstance(self.cast.message_id, str):
            raise ValueError("nova-compute serves nothing before step 12")
        return self.cast.message_id


def failure(name: str) -> Failure:
    """A failure as a trace keeps it."""
    return Failure(class_=name, message=f"{name}: as asked for by this trace's factory")
