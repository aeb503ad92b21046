"""`openstack:` before a cloud that is served over HTTP, in a folder and a state of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import yaml

Run = Callable[..., subprocess.Popen[str]]


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
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    environment |= {"XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "200"}

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", *arguments]
        made = subprocess.Popen(
            command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        started.append(made)
        return made

    yield start
    for each in started:
        each.kill()
        each.communicate()


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
