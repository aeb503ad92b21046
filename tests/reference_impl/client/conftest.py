"""A cloud of one thread with a user in it, and one that is served, for the command."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from reference_impl.__main__ import main
from reference_impl.client import Client, ServerRequest
from reference_impl.deployment import Cloud, Seed, Served, seed, served
from reference_impl.http import Client as Rest
from reference_impl.http import InProcess
from reference_impl.world import World


@dataclass
class Site:
    """A cloud, what is in it, and its user."""

    cloud: Cloud
    kept: Seed
    client: Client

    def onlooker(self) -> Client:
        """The same user, whose looking does not get the cloud on with its work."""
        cloud = self.cloud
        return Client(Rest("client", InProcess(cloud.apps), cloud.world), cloud.credentials, cloud.world)

    def request(self, **more: object) -> ServerRequest:
        given = {"image": self.kept.image, "networks": self.kept.networks[:1], **more}
        return ServerRequest("mine", self.kept.flavor, **given)


@dataclass
class Ran:
    """What a command came to."""

    code: int
    out: list[str]
    err: list[str]


@pytest.fixture
def site() -> Iterator[Site]:
    with Cloud(World.seeded(5), hypervisor="builtin") as cloud:
        yield Site(cloud, seed(cloud), cloud.client())


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what an environment says of a cloud: that, and nothing else."""
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)

    def set_to(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(f"OS_{name.upper()}", value)

    return set_to


@pytest.fixture
def elsewhere(environment: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cloud, Served]]:
    """A cloud on ports, which the environment names."""
    monkeypatch.setattr("reference_impl.client.command.LOOK_EVERY", 0.01)
    with Cloud(dispatch="threads", hypervisor="builtin") as cloud:
        seed(cloud)
        with served(cloud) as running:
            user = running.credentials
            environment(
                auth_url=user.auth_url,
                username=user.username,
                password=user.password,
                project_name=user.project_name,
            )
            yield cloud, running


@pytest.fixture
def boot(environment: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`python -m reference_impl boot`, in this process."""

    def run(*options: str) -> Ran:
        code = main(["boot", *options])
        said = capsys.readouterr()
        return Ran(code, said.out.splitlines(), said.err.splitlines())

    return run
