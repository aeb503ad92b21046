"""How long hypothesis searches (HYPOTHESIS_PROFILE=thorough for a night); traces in files; servers."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import settings

import pytest_cloudflow.embedded  # noqa: F401 -- a pytest within forgets its imports, SQLAlchemy in C does not
from deployments import servers
from deployments.openstack._waiting import Waiting
from pytest_cloudflow.factories import Boot, Ids, tell, trace_of
from pytest_cloudflow.trace import Header, TraceWriter

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

WriteTrace = Callable[..., Path]


@pytest.fixture(scope="session")
def clouds_yaml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `python -m reference_impl serve` prints, in a file; it serves as long as the tests run."""
    folder = tmp_path_factory.mktemp("served")
    path, warned = folder / "clouds.yaml", folder / "warned"
    command = [sys.executable, "-m", "reference_impl", "serve"]
    with path.open("w") as out, warned.open("w") as err, subprocess.Popen(command, stdout=out, stderr=err) as served:
        try:
            Waiting().until(
                lambda: _is_whole(path.read_text()), "it serves", log=warned, lives=lambda: served.poll() is None
            )
            yield path
        finally:
            served.terminate()
        assert served.wait(timeout=30) == 0
    assert warned.read_text() == ""


def _is_whole(clouds: str) -> bool:
    lines = clouds.splitlines()
    return len(lines) > 12 and lines[-1].startswith("    region_name") and clouds.endswith("\n")


@pytest.fixture
def write_trace(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> WriteTrace:
    """Writes told boots to a file in a folder of the test's own, which is the current one."""
    monkeypatch.setenv("COLUMNS", "80")

    def write(
        *boots: Boot, name: str = "boot.jsonl", header: Header | None = None, later: float = 1000.0, only: str = ""
    ) -> Path:
        """The boots begin 50 seconds apart.

        `later`: seconds of observation after the last event. `only`: the channels that are kept, with `kit`.
        """
        apart = [replace(boot, start=boot.start + 50.0 * number) for number, boot in enumerate(boots)]
        told = [tell(boot, Ids(f"{number:08x}")) for number, boot in enumerate(apart)]
        made, events = trace_of(*told, header=header)
        with TraceWriter(pytester.path / name, made) as writer:
            for event in events:
                if not only or event.channel in (*only.split(), "kit"):
                    writer.write(event)
            writer.close((events[-1].time if events else made.started) + later)
        return pytester.path / name

    return write


@dataclass(frozen=True)
class Broker:
    """A RabbitMQ of the tests' own; `guest` may do everything."""

    amqp: str
    management: str


_STARTED = "completed with"


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A RabbitMQ in a folder of its own, on free ports of loopback; ended by its process group."""
    program, epmd = servers.find("rabbitmq-server"), servers.find("epmd")
    if program is None or epmd is None:
        pytest.skip("needs rabbitmq-server: ./dev test unpacks it, where there is apt")
    folder = tmp_path_factory.mktemp("rabbitmq")
    node, dist, mapper, management = _free_ports(4)
    environment = _environment(folder, node, dist, mapper, management)
    printed = folder / "printed"
    with (
        _process([str(epmd), "-port", str(mapper), "-address", "127.0.0.1"], environment, folder / "epmd"),
        _process([str(program)], environment, printed) as server,
    ):
        Waiting().until(
            lambda: _STARTED in printed.read_text(), "it is ready", log=printed, lives=lambda: server.poll() is None
        )
        guest = "guest:guest@127.0.0.1"
        yield Broker(f"amqp://{guest}:{node}//", f"http://{guest}:{management}")


def _environment(folder: Path, node: int, dist: int, mapper: int, management: int) -> dict[str, str]:
    configuration = folder / "rabbitmq.conf"
    configuration.write_text(
        f"listeners.tcp.1 = 127.0.0.1:{node}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
    )
    (folder / "enabled_plugins").write_text("[rabbitmq_management].")
    return {
        **servers.environment(),
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"cloudflow{node}@localhost",
        "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_DIST_PORT": str(dist),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }


@contextmanager
def _process(command: list[str], environment: dict[str, str], printed: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process, and what it prints in a file: a pipe that nobody reads fills up."""
    with printed.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def _free_ports(number: int) -> list[int]:
    with ExitStack() as open_until_all_are_known:
        sockets = [open_until_all_are_known.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
