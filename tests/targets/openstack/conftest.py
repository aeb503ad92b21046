"""`openstack:` before a cloud that is served over HTTP, in a folder and a state of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
import yaml

Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def sdk() -> None:
    """All that is tested here goes by openstacksdk."""
    pytest.importorskip("openstack", reason="needs openstacksdk")


@pytest.fixture
def folder(tmp_path: Path, clouds_yaml: Path) -> Path:
    """Where pytest is started: `clouds.yaml` and `cloudflow.toml` stand there."""
    (tmp_path / "clouds.yaml").write_text(clouds_yaml.read_text())
    (tmp_path / "cloudflow.toml").write_text('target = "openstack:reference"\n[openstack]\nsettle = 0.3\npoll = 0.05\n')
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Run]:
    """Starts a Python module there, such as pytest."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command, environment = [sys.executable, "-m", *arguments], _environment(folder)
        with _interruptible():
            made = subprocess.Popen(
                command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        started.append(made)
        return made

    yield start
    for each in started:
        each.kill()
        each.communicate()


def _environment(folder: Path) -> dict[str, str]:
    """That of this process, without what its user has said of clouds or to pytest, or keeps at home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OS_", "PYTEST_"))}
    return kept | {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "200"}


@contextmanager
def _interruptible() -> Iterator[None]:
    """A process that is started meanwhile can be interrupted, also where this one cannot, as a shell's background job.

    What is ignored is inherited; what is handled is not.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.fixture
def judge(start: Run) -> Callable[..., tuple[int, str]]:
    """`pytest --cloudflow`; its exit code, and what it printed."""

    def judge(*arguments: str) -> tuple[int, str]:
        done = start("pytest", "-pno:cacheprovider", "--cloudflow", *arguments)
        said, _ = done.communicate(timeout=120)
        return done.returncode, said

    return judge


@pytest.fixture
def left(folder: Path) -> Callable[[], list[str]]:
    """What a user sees on the cloud of what the kit has made: names of servers and volumes."""

    def left() -> list[str]:
        auth = yaml.safe_load((folder / "clouds.yaml").read_text())["clouds"]["reference"]["auth"]
        domain = {"name": auth["user_domain_name"]}
        password = {"user": {"name": auth["username"], "password": auth["password"], "domain": domain}}
        scope = {"project": {"name": auth["project_name"], "domain": domain}}
        body = {"auth": {"identity": {"methods": ["password"], "password": password}, "scope": scope}}
        answer = requests.post(f"{auth['auth_url'].removesuffix('/v3')}/v3/auth/tokens", json=body, timeout=30)
        token, catalog = answer.headers["X-Subject-Token"], answer.json()["token"]["catalog"]
        url = {service["type"]: service["endpoints"][0]["url"] for service in catalog}
        names = []
        for service, kind in (("compute", "servers"), ("block-storage", "volumes")):
            listed = requests.get(f"{url[service]}/{kind}", headers={"X-Auth-Token": token}, timeout=30)
            names += [each["name"] for each in listed.json()[kind] if each["name"].startswith("cloudflow-")]
        return names

    return left
