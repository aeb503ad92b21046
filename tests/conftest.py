"""How long hypothesis searches (HYPOTHESIS_PROFILE=thorough for a night); traces in files; a cloud that is served."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

import pytest_cloudflow.embedded  # noqa: F401 -- a pytest within forgets its imports, SQLAlchemy in C does not
from pytest_cloudflow.factories import Boot, Ids, tell, trace_of
from pytest_cloudflow.trace import Header, TraceWriter

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

WriteTrace = Callable[..., Path]


@pytest.fixture(scope="session")
def clouds_yaml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`python -m reference_impl serve`; what it prints, in a file."""
    path = tmp_path_factory.mktemp("served") / "clouds.yaml"
    command = [sys.executable, "-m", "reference_impl", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = []
        for line in served.stdout:
            lines.append(line)
            if line.startswith("    region_name") and len(lines) > 12:
                break
        path.write_text("".join(lines))
        yield path
        served.terminate()
        assert served.wait(timeout=30) == 0
        assert served.stderr is not None
        assert served.stderr.read() == ""


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
