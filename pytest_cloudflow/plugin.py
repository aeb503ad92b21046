"""pytest's side of the kit: its options, its items, its exit codes.

Where `--cloudflow` is not given nothing happens, and nothing but pytest is imported.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import pytest

from .fixtures import cloudflow, cloudflow_cloud, cloudflow_connection, cloudflow_responses

if TYPE_CHECKING:
    from ._session import Session

__all__ = ["cloudflow", "cloudflow_cloud", "cloudflow_connection", "cloudflow_responses"]

_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "target",
        {
            "metavar": "TARGET",
            "help": "what is judged: reference (default), openstack:CLOUD of clouds.yaml, logs:DIR, or trace:FILE "
            "(.gz, .zst, a folder, - for standard input)",
        },
    ),
    ("profile", {"metavar": "NAME", "help": "which profile judges: a name, or FILE.toml (default: the target's own)"}),
    ("scenario", {"metavar": "NAME", "action": "append", "help": "only this scenario; may be repeated (default: all)"}),
    (
        "report",
        {
            "metavar": "FILE",
            "action": "append",
            "help": "a report: .html, .md or .json; may be repeated",
        },
    ),
    ("record", {"metavar": "FILE.jsonl", "help": "keep the trace (.jsonl, .jsonl.gz, .jsonl.zst)"}),
    ("waivers", {"metavar": "FILE.toml", "help": "clauses that may fail for a while, each with a reason and a date"}),
    ("require", {"metavar": "LEVEL", "help": "what must have been observed: api, bus, full (default: as watched)"}),
    ("timeout", {"metavar": "SECONDS", "help": "one boot's window (default: the trace's own, 300)"}),
    ("tolerate", {"metavar": "N", "help": "skip up to N broken lines of a trace, and say so"}),
    ("negative", {"action": "store_const", "const": True, "help": "on a real cloud: also what must be refused"}),
    (
        "destructive",
        {
            "action": "store_const",
            "const": True,
            "help": "on a real cloud: also what stops, disables or fills something",
        },
    ),
)
_INI: dict[str | None, Literal["args", "bool", "string"]] = {"append": "args", "store_const": "bool"}
_SESSION: pytest.StashKey[Session] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, each of which may also stand in the ini file as `cloudflow_…`."""
    group = parser.getgroup("cloudflow", "conformance of an OpenStack boot, step by step")
    group.addoption("--cloudflow", action="store_true", default=False, help="run the conformance suite")
    for name, given in _OPTIONS:
        group.addoption(f"--cloudflow-{name}", dest=f"cloudflow_{name}", default=None, **given)
        kind = _INI.get(given.get("action"), "string")
        default: Any = {"args": [], "bool": False}.get(kind, "")
        parser.addini(f"cloudflow_{name}", f"--cloudflow-{name}", type=kind, default=default)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Checks what was asked for, before anything is touched."""
    if config.getoption("cloudflow") and not config.getoption("help", False):
        from ._session import begin

        config.stash[_SESSION] = begin(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """The target and the profile."""
    session = config.stash.get(_SESSION, None)
    return session.header() if session is not None else []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the suite before what else was collected."""
    own = config.stash.get(_SESSION, None)
    if own is not None:
        items[:0] = own.collect(session)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Judges once, before the first item asks."""
    own = session.config.stash.get(_SESSION, None)
    option = session.config.option
    if own is not None and not (option.collectonly or option.setuponly or option.setupplan):
        own.judge(session)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The exit code, where pytest's own does not tell."""
    own = session.config.stash.get(_SESSION, None)
    if own is not None:
        session.exitstatus = own.exit_code(exitstatus)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What came out, for people."""
    own = terminalreporter.config.stash.get(_SESSION, None)
    if own is not None:
        own.summarise(terminalreporter)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What has to be said even where there is no summary."""
    own = config.stash.get(_SESSION, None)
    if own is not None:
        own.end()
