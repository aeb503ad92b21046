"""A cloud that is up, judged: by its own `cloudflow.toml`, with something changed."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from deployments.openstack._run import judging

from ._tried import Tried


@dataclass(frozen=True)
class Judged:
    """What came of it. `boots` are those of the report."""

    code: int
    said: str
    boots: list[dict[str, Any]]

    @property
    def stopped_at(self) -> list[str | None]:
        return [boot["stopped_at"] for boot in self.boots]

    def clause(self, id_: str) -> list[tuple[str, str | None]]:
        """Verdict and reason in each boot."""
        found = [clause for boot in self.boots for clause in boot["clauses"] if clause["id"] == id_]
        return [(clause["verdict"], clause["reason"]) for clause in found]

    def of(self, verdict: str) -> set[str]:
        """The clauses of that verdict."""
        return {clause["id"] for boot in self.boots for clause in boot["clauses"] if clause["verdict"] == verdict}


def judge(
    cloud: Tried,
    folder: Path,
    *arguments: str,
    openstack: Mapping[str, Any] | None = None,
    probes: tuple[str, ...] | None = None,
    troubles: Mapping[str, tuple[str, str]] | None = None,
) -> Judged:
    """Has pytest judge the cloud, with reports and records in `folder`.

    :param openstack: what is said otherwise in `[openstack]`.
    :param probes: only these; else all.
    :param troubles: commands that begin and end a trouble.
    """
    settings = tomllib.loads((cloud.folders.data / "cloudflow.toml").read_text())
    settings["openstack"] |= openstack or {}
    if probes is not None:
        settings["probes"] = {name: table for name, table in settings["probes"].items() if name in probes}
    told = {name: {"begin": begin, "end": end} for name, (begin, end) in (troubles or {}).items()}
    settings["openstack"]["troubles"] = told
    (folder / "cloudflow.toml").write_text(_toml(settings))
    (folder / "cloudflow.toml").chmod(0o600)
    given = judging(cloud.folders.data / "clouds.yaml")
    own = ["--cloudflow", "--noconftest", "-pno:cacheprovider", f"--rootdir={folder}", "--cloudflow-report=report.json"]
    words = [sys.executable, "-m", "pytest", *own, *arguments]
    done = subprocess.run(words, cwd=folder, env=given, capture_output=True, text=True, check=False)
    report = folder / "report.json"
    boots = json.loads(report.read_text())["boots"] if report.exists() else []
    report.unlink(missing_ok=True)
    return Judged(done.returncode, done.stdout + done.stderr, boots)


def _toml(settings: Mapping[str, Any], prefix: str = "") -> str:
    """JSON's texts, numbers, truths and lists are TOML's."""
    plain = {key: value for key, value in settings.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in settings.items() if isinstance(value, dict)}
    lines = [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
    for key, value in tables.items():
        name = f"{prefix}{key}"
        lines += [f"[{name}]", _toml(value, f"{name}.")]
    return "\n".join(lines)
