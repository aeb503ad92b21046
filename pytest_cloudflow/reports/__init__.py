"""Reports: what is told of a run. They see verdicts alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ..errors import UsageError
from ..verdicts import BootVerdict
from ._json import JsonReport
from ._subject import Subject

__all__ = ["Report", "Subject", "open_reports"]


class Report(Protocol):
    """A file that tells of a run: either whole at its place or not there at all."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def take(self, boot: BootVerdict) -> None:
        """One more boot."""

    def close(self, subject: Subject, started: float, finished: float) -> None:
        """Writes the file, to be put in its place when the report is left without an error; times in UNIX seconds."""


def _html(path: Path) -> Report:
    from ._page import HtmlReport  # what draws pages is imported where a page is asked for

    return HtmlReport(path)


def _markdown(path: Path) -> Report:
    from ._markdown import MarkdownReport

    return MarkdownReport(path)


_KINDS: dict[str, Callable[[Path], Report]] = {".json": JsonReport, ".html": _html, ".md": _markdown}


def open_reports(names: Sequence[str]) -> list[Report]:
    """The reports of those names, by their endings.

    :raises UsageError: an ending is unknown, or nothing can be written there.
    """
    return [_open(Path(name)) for name in names]


def _open(path: Path) -> Report:
    kind = _KINDS.get(path.suffix)
    if kind is None:
        known = ", ".join(_KINDS)
        raise UsageError(f"{path.name!r} is no kind of report", "--cloudflow-report", f"a name ending in {known}")
    return kind(path)
