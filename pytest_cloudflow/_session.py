"""One pytest session in which the suite is run; `plugin.py` calls it, and nothing else does."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ._settings import read_settings
from .errors import CloudflowError, UsageError
from .reports._terminal import header_lines, summary_lines
from .suite._items import NODE, ClauseItem, Clauses
from .suite._open import OPEN, why_open
from .suite._run import Clause, Run


def begin(config: pytest.Config) -> Session:
    """Checks what was asked for, and takes what is the suite's out of the arguments.

    :raises pytest.UsageError: what was asked for is wrong; in one line. Another code than 4 by `pytest.exit`.
    """
    if config.getoption("numprocesses", None) or config.getoption("tx", None):
        raise pytest.UsageError("--cloudflow does not run under xdist: one process judges a target; leave out -n")
    try:
        run = Run(read_settings(config))
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    except CloudflowError as error:
        pytest.exit(str(error), returncode=error.exit_code)
    return Session(run, _take_arguments(config))


def _take_arguments(config: pytest.Config) -> list[str]:
    """The ids of the suite that were named; without any path the suite is run alone."""
    named = config.args_source is config.ArgsSource.ARGS
    ids = [argument for argument in config.args if _is_own(argument)] if named else []
    config.args = [argument for argument in config.args if argument not in ids] if named else []
    return ids


def _is_own(argument: str) -> bool:
    return argument.split("::")[0] == NODE and ("::" in argument or not Path(argument).exists())


_OVER_ERRORS = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
"""What goes before a target that could not be used (to the end)."""


class Session:
    """The run, which of its items were asked for, and what went wrong with it."""

    def __init__(self, run: Run, ids: list[str]) -> None:
        self._run = run
        self._ids = ids
        self._error: CloudflowError | None = None
        self._selected: list[Clause] = []
        self._judged = False
        self._code: int | None = None

    def header(self) -> list[str]:
        """The lines at the top."""
        profile = self._run.profile
        named = f"{profile.name} {profile.revision}" if profile else None
        return [*header_lines(self._run.target.name, named), *self._run.target.about()]

    def collect(self, session: pytest.Session) -> list[pytest.Item]:
        """The items that were asked for.

        :raises pytest.UsageError: an id names no item.
        """
        clauses = Clauses.from_parent(session, name=NODE)
        clauses.run, clauses.ids = self._run, self._ids
        report = session.ihook.pytest_make_collect_report(collector=clauses)
        session.ihook.pytest_collectreport(report=report)
        items = [item for item in report.result or () if isinstance(item, ClauseItem)]
        clauses.check(items)
        return list(items)

    def judge(self, session: pytest.Session) -> None:
        """Judges the target, unless none of its items will run; what goes wrong leaves no item to run."""
        self._selected = [item.subject for item in session.items if isinstance(item, ClauseItem)]
        interrupted = session.testsfailed and not session.config.option.continue_on_collection_errors
        if not self._selected or interrupted:
            return
        try:
            with _standard_input(session.config), _terminated_as_interrupted():
                self._run.judge()
            self._judged, self._error = True, self._run.lost
        except CloudflowError as error:
            self._error = error
            session.items.clear()
        except KeyboardInterrupt:  # a new one: what was interrupted may be a place that has no line, which pytest needs
            raise KeyboardInterrupt from None

    def exit_code(self, given: int) -> int:
        """Pytest's own, or what the contract says where that does not tell."""
        self._code = self._exit_code(given)
        return self._code

    def _exit_code(self, given: int) -> int:
        if self._error is not None and given not in _OVER_ERRORS:
            return self._error.exit_code
        if not self._judged or given != pytest.ExitCode.OK:
            return given
        if self._faults():
            return int(pytest.ExitCode.TESTS_FAILED)
        return OPEN if why_open(self._run, self._selected) else given

    def _faults(self) -> list[str]:
        return self._run.waivers.faults([subject.clause for subject in self._selected])

    def summarise(self, terminal: pytest.TerminalReporter) -> None:
        """The end of the terminal's output."""
        terminal.ensure_newline()
        if self._judged:
            terminal.section("cloudflow")
            for line in summary_lines(self._run):
                terminal.write_line(line)
        for line in self._last_words():
            terminal.write_line(line, red=True)
        self._code = None

    def end(self) -> None:
        """What has to be said where no summary was shown."""
        if self._code is not None:
            for line in self._last_words():
                print(line, file=sys.stderr)

    def _last_words(self) -> Iterator[str]:
        if self._error is not None:
            yield f"ERROR: {self._error}"
        if self._judged:
            yield from (str(UsageError(f"ERROR: {fault}")) for fault in self._faults())
        if self._code == OPEN:
            yield str(UsageError(f"OPEN: {why_open(self._run, self._selected)}"))


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Whoever ends the process by SIGTERM (`timeout`, a pipeline that is cancelled) has it clean up, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _standard_input(config: pytest.Config) -> Iterator[None]:
    """Gives the process its standard input back, which pytest keeps from tests: a trace may come by it.

    Between two tests pytest keeps the input alone. It must be left so: what it has written and not yet flushed would
    else end in the capture of the first test.
    """
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is None:
        yield
        return
    capture.suspend_global_capture(in_=True)
    try:
        yield
    finally:
        capture.resume_global_capture()
        capture.suspend_global_capture(in_=False)
