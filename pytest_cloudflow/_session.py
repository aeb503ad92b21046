"""One pytest session in which the suite is run; `plugin.py` calls it, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ._settings import read_settings
from .errors import CloudflowError
from .reports._terminal import header_lines, summary_lines
from .suite._items import NODE, Clauses
from .suite._run import Run

OPEN = 8
"""Nothing failed, but a required clause is inconclusive, or no boot was found."""


def begin(config: pytest.Config) -> Session:
    """Takes what is the suite's out of the arguments.

    :raises pytest.UsageError: what was asked for is wrong; in one line.
    """
    if config.getoption("numprocesses", None) or config.getoption("tx", None):
        raise pytest.UsageError("--cloudflow does not run under xdist: one process judges a target; leave out -n")
    try:
        run = Run(read_settings(config))
    except CloudflowError as error:
        raise pytest.UsageError(str(error)) from None
    return Session(run, _take_arguments(config))


def _take_arguments(config: pytest.Config) -> list[str]:
    """The ids of the suite that were named; without any path the suite is run alone."""
    named = config.args_source is config.ArgsSource.ARGS
    ids = [argument for argument in config.args if argument.split("::")[0] == NODE] if named else []
    config.args = [argument for argument in config.args if argument not in ids] if named else []
    return ids


class Session:
    """The run, which of its items were asked for, and what went wrong with it."""

    def __init__(self, run: Run, ids: list[str]) -> None:
        self._run = run
        self._ids = ids
        self._error: CloudflowError | None = None
        self._selected: list[str] = []
        self._judged = False

    def header(self) -> list[str]:
        """The lines at the top."""
        profile = self._run.profile
        return header_lines(self._run.target.name, f"{profile.name} {profile.revision}" if profile else None, None)

    def collect(self, session: pytest.Session) -> list[pytest.Item]:
        """The items that were asked for.

        :raises pytest.UsageError: an id names no item.
        """
        clauses = Clauses.from_parent(session, name=NODE)
        clauses.run_of = self._run
        report = session.ihook.pytest_make_collect_report(collector=clauses)
        session.ihook.pytest_collectreport(report=report)
        items = [item for item in report.result if self._asked(item.nodeid)]
        missing = [name for name in self._ids if not any(_below(item.nodeid, name) for item in items)]
        if missing:
            raise pytest.UsageError(f"{missing[0]}: there is no such item; --collect-only lists those there are")
        return items

    def _asked(self, nodeid: str) -> bool:
        return not self._ids or any(_below(nodeid, name) for name in self._ids)

    def judge(self, session: pytest.Session) -> None:
        """Judges the target, unless none of its items is left; what goes wrong leaves no item to run."""
        items = [item for item in session.items if isinstance(item.parent, Clauses)]
        self._selected = [item.clause for item in items if hasattr(item, "clause")]
        if not items:
            return
        capture = session.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend_global_capture(in_=True)
        try:
            self._run.judge()
            self._judged = True
        except CloudflowError as error:
            self._error = error
            session.items.clear()
        finally:
            if capture is not None:
                capture.resume_global_capture()

    def exit_code(self, given: int) -> int:
        """Pytest's own, or what the contract says where that does not tell."""
        if given == pytest.ExitCode.INTERRUPTED:
            return given
        if self._error is not None:
            return self._error.exit_code
        if not self._judged or given not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return given
        if self._run.waivers.faults():
            return int(pytest.ExitCode.TESTS_FAILED)
        return OPEN if self._undecided() else given

    def _undecided(self) -> bool:
        tally = self._run.tally
        opened = any(tally.clauses[clause].opened is not None for clause in self._selected)
        return opened or tally.total == 0 or tally.idle > 0

    def summarise(self, terminal: pytest.TerminalReporter) -> None:
        """The end of the terminal's output."""
        if self._error is not None:
            terminal.write_line(f"ERROR: {self._error}", red=True)
        if not self._judged:
            return
        terminal.section("cloudflow")
        for line in self._lines():
            terminal.write_line(line)

    def _lines(self) -> Iterable[str]:
        yield from summary_lines(self._run)
        yield from (f"ERROR: {fault}" for fault in self._run.waivers.faults())
        if self._run.tally.total == 0:
            yield "no boot was found: a boot begins with POST …/servers, an insert into instances, or a scenario"


def _below(nodeid: str, name: str) -> bool:
    return nodeid == name or nodeid.startswith((f"{name}::", f"{name}["))
