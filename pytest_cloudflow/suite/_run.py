"""One run of the suite: opens the target, judges its boots once, and keeps what items and reports ask for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from .._settings import Settings
from ..checker import Checker, feed_all
from ..errors import TargetError, UsageError
from ..levels import highest
from ..profiles import Profile, load_profile
from ..reports import open_reports
from ..reports._place import check_place
from ..scenarios import SCENARIOS
from ..targets import Target, find_target
from ..trace import Event, Header, Trace, TraceWriter
from ..trace._folder import ENDINGS
from ..verdicts import FAIL, BootVerdict, ClauseVerdict, Gap, Level
from ..waivers import Waivers, load_waivers
from ._tally import ClauseTally, Tally


class Clause(NamedTuple):
    """A clause over all boots, or over those of a scenario: `CF-08`, `image-CF-08`."""

    scenario: str | None
    clause: str

    def __str__(self) -> str:
        return self.clause if self.scenario is None else f"{self.scenario}-{self.clause}"


class Run:
    """What was asked for, checked; after `judge()` what came out.

    :ivar lost: why the target could not be used to the end, where boots had been judged by then.
    :raises UsageError: at once, before the target is touched, for all that can be known by then.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.target: Target = find_target(settings.target, settings.scenario, settings.deployment)
        named = settings.profile or self.target.profile
        self.profile: Profile | None = load_profile(named) if named else None
        self.waivers = load_waivers(Path(settings.waivers)) if settings.waivers else Waivers()
        self.reports = open_reports(settings.report)
        if settings.record:
            _check_record(settings.record)
        self._tallies = self._new_tallies(settings.require or "api")
        self.header = Header()
        self.skipped: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.gaps: tuple[Gap, ...] = ()
        self.only: BootVerdict | None = None
        self.lost: TargetError | None = None
        self._scenarios: set[str] = set()

    def judge(self) -> None:
        """Judges all boots.

        :raises CloudflowError: the target cannot be used, or what it showed is no trace. Nothing is left half-written.
        """
        started = time.time()
        with ExitStack() as stack:
            settings = self.settings
            trace = stack.enter_context(self.target.open(tolerate=settings.tolerate, timeout=settings.timeout))
            self._settle(trace.header)
            record = settings.record
            writer = stack.enter_context(TraceWriter(record, self._recorded())) if record else None
            for report in self.reports:
                stack.enter_context(report)
            for boot in self._boots(trace, writer):
                self._take(boot)
            self.skipped, self.notes, self.gaps = trace.skipped, trace.notes, self._checker.gaps()
            self._know_scenarios()
            self.tally.faulty = bool(self.waivers.faults())
            for report in self.reports:
                report.close(self, started, time.time())
            if writer is not None:
                writer.close(trace.finished)

    def _settle(self, header: Header) -> None:
        """What the target decides, where the user did not."""
        self.header = header
        if self.profile is None:
            self.profile = load_profile(header.profile)
        if self.settings.timeout is not None:
            self.header = structs.replace(header, boot_timeout=self.settings.timeout)
        self._checker = Checker(self.profile, self.header)
        self._tallies = self._new_tallies(self.settings.require or highest(*self._checker.sight()))

    def _new_tallies(self, level: Level) -> dict[str | None, Tally]:
        """One over all boots, and one for each scenario that is judged on its own."""
        return {name: Tally(level) for name in (None, *(scenario.name for scenario in self.target.scenarios))}

    @property
    def tally(self) -> Tally:
        """What came out, over all boots."""
        return self._tallies[None]

    def clause(self, subject: Clause) -> ClauseTally:
        """What came out of a clause."""
        return self._tallies[subject.scenario].clauses[subject.clause]

    def _recorded(self) -> Header:
        """The header under which the record is judged as this run was: by the same profile, with the same windows."""
        return structs.replace(self.header, profile=self.settings.profile or self.header.profile)

    def _boots(self, trace: Trace, writer: TraceWriter | None) -> Iterator[BootVerdict]:
        batches = trace.batches() if writer is None else _copied(trace.batches(), writer)
        try:
            yield from feed_all(self._checker, batches, lambda: len(trace.skipped))
        except TargetError as error:
            self.lost = error
        yield from self._checker.finish(trace.finished)
        if self.lost is not None and not self.tally.total:
            raise self.lost

    def _take(self, boot: BootVerdict) -> None:
        if boot.scenario is not None:
            self._scenarios.add(boot.scenario)
        if self.settings.scenario and boot.scenario not in self.settings.scenario:
            return
        if self.waivers.all:
            clauses = tuple(self.waivers.apply(clause, boot.scenario) for clause in boot.clauses)
            boot = structs.replace(boot, clauses=clauses)
        boot = structs.replace(boot, verdict=self.tally.take(boot))
        if boot.scenario is not None and boot.scenario in self._tallies:
            self._tallies[boot.scenario].take(boot)
        self.only = boot if self.tally.total == 1 else None
        for report in self.reports:
            report.take(boot)

    def _know_scenarios(self) -> None:
        known = self._scenarios | {scenario.name for scenario in SCENARIOS}
        for name in self.settings.scenario:
            if name not in known:
                raise UsageError(
                    f"unknown scenario {name!r}", "--cloudflow-scenario", f"one of {', '.join(sorted(known))}"
                )

    def by_scenario(self) -> list[tuple[str, Tally]]:
        """What came out of each scenario that the target was taken through."""
        return [(name, tally) for name, tally in self._tallies.items() if name is not None]

    def missed(self, clause: str) -> bool:
        """Whether a clause may be open for what was missed, since all of its evidence was watched."""
        return clause in self._checker.missed_of()

    def failing(self) -> list[tuple[BootVerdict, ClauseVerdict]]:
        """For each clause that failed, the first boot in which it did."""
        return [tally.first[FAIL] for tally in self.tally.clauses.values() if FAIL in tally.first]


def _check_record(name: str) -> None:
    if not name.endswith(ENDINGS):
        mend = f"a name ending in {', '.join(ENDINGS)}"
        raise UsageError(f"{name!r} is no trace's name", "--cloudflow-record", mend)
    check_place(Path(name), "--cloudflow-record")


def _copied(batches: Iterator[list[Event]], writer: TraceWriter) -> Iterator[list[Event]]:
    """The events, each written down as it goes by."""
    for batch in batches:
        for event in batch:
            writer.write(event)
        yield batch
