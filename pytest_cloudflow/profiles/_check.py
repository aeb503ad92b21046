"""What the types of a profile cannot say: that its parts fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

from ..errors import ProfileError
from ..trace._events import Event, Facts
from ..verdicts import ROW_CLAUSES
from ._model import Bound, Pattern, Profile, Row, Step, Value

STEPS = range(1, 29)
REQUEST = 8
REASONS = ("no_volume", "no_image", "no_network", "profile")
UNITS = ("http.request", "http.response", "rpc.publish", "rpc.deliver")
EVENTS = (
    *UNITS, "notification.publish", "db.read", "db.write", "scheduler.filter", "scheduler.weigh",
    "state.change", "hypervisor.define", "hypervisor.start", "hypervisor.destroy", "hypervisor.error",
)  # fmt: skip
PATH = re.compile(r"/[^{}…]+|…/[\w-]+|…/[\w-]+/\{\w+\}(/[\w-]+)?")
KEYS = frozenset(Event.__struct_fields__) | frozenset(Facts.__struct_fields__)


def check_profile(profile: Profile, where: str) -> None:
    """:raises ProfileError: at the first thing that does not fit."""
    _Check(profile, where).run()


class _Check:
    def __init__(self, profile: Profile, where: str) -> None:
        self._profile = profile
        self._where = where
        self._references: set[str] = set()
        self._variables: set[str] = set()

    def run(self) -> None:
        self._numbers()
        for step in self._profile.steps:
            self._step(step)
        for step in self._profile.again:
            self._number(step.number, "again")
            self._step(step)
        self._asked_again()
        self._acyclic()
        self._rows()
        self._rules()

    def _fail(self, what: str, place: str, mend: str) -> NoReturn:
        raise ProfileError(what, f"{self._where}: {place}" if place else self._where, mend)

    def _numbers(self) -> None:
        numbers = [step.number for step in self._profile.steps]
        if numbers != list(STEPS):
            self._fail(f"the steps are numbered {_few(numbers)}", "step", "there are 28, numbered 1 to 28 in order")
        rows = tuple(row.id for row in self._profile.rows)
        if rows != ROW_CLAUSES:
            self._fail(f"the rows are {_few(rows)}", "row", f"there are {', '.join(ROW_CLAUSES)} in order")

    def _asked_again(self) -> None:
        """By who asks for a host anew it is known that the others are meant."""
        again = self._profile.again
        if again and REQUEST not in {step.number for step in again}:
            self._fail("nobody asks for a host anew", "again", f"say how step {REQUEST} is then")

    def _step(self, step: Step) -> None:
        place = f"step {step.number}"
        if not step.found:
            self._fail("no evidence is named", f"{place}, found", "name at least one event")
        for pattern in step.found:
            self._alternatives(pattern, f"{place}, found")
        for pattern in _flat(step.found):
            self._pattern(pattern, f"{place}, found")
            for key, value in pattern.must.items():
                self._must(key, value, f"{place}, found.must.{key}")
        for key, name in step.binds.items():
            self._key(key, f"{place}, binds")
            if not name.startswith("$"):
                self._fail(f"{name!r} is no variable", f"{place}, binds.{key}", f'such as "${name}"')
        self._variables.update(step.binds.values())
        for key, value in step.must.items():
            self._must(key, value, f"{place}, must.{key}")
        for number in (*(step.after or ()), *([step.refused_at] if step.refused_at is not None else ())):
            self._number(number, place)
        self._when(step, place)

    def _alternatives(self, pattern: Pattern, place: str) -> None:
        """What stands beside `any_of`, or says of one alternative what only the whole can mean, would be ignored."""
        if pattern.any_of and pattern != Pattern(any_of=pattern.any_of):
            self._fail("something stands beside any_of", place, "say it in each alternative")
        for one in pattern.any_of:
            if one.many or one.then or one.optional or one.any_of:
                self._fail("an alternative is many, then, optional or any_of", place, "leave that out")

    def _pattern(self, pattern: Pattern, place: str) -> None:
        if pattern.event not in EVENTS:
            self._fail(f"unknown event {pattern.event!r}", place, f"one of {', '.join(EVENTS)}")
        if pattern.cause is not None and pattern.cause not in self._references:
            self._fail(f"cause {pattern.cause!r} is not an exchange or message found before", place, self._known())
        if pattern.path is not None and not PATH.fullmatch(pattern.path):
            self._fail(f"{pattern.path!r} is no path", place, "/a/b, …/a, …/a/{x} or …/a/{x}/b")
        for value in pattern.given.values():
            self._value(value, f"{place}, given")
        if pattern.event in UNITS and pattern.of is not None:
            self._unit(pattern, place)

    def _unit(self, pattern: Pattern, place: str) -> None:
        named = pattern.method is not None or pattern.path is not None or pattern.topic is not None
        if not named and pattern.of not in self._references:
            self._fail(
                f"{pattern.of!r} was not found before", place, f"say its method and path or topic; {self._known()}"
            )
        if named and pattern.event.startswith("http.") and None in (pattern.method, pattern.path):
            self._fail(f"{pattern.of!r} has no method or no path", place, 'such as method = "GET", path = "…/images"')
        if named and pattern.event.startswith("rpc.") and None in (pattern.method, pattern.topic):
            self._fail(f"{pattern.of!r} has no method or no topic", place, 'such as method = "m", topic = "scheduler"')
        self._references.add(str(pattern.of))

    def _known(self) -> str:
        return f"found so far: {', '.join(sorted(self._references)) or 'none'}"

    def _key(self, key: str, place: str) -> None:
        if key not in KEYS:
            self._fail(f"no event shows {key!r}", place, "a field or a fact of the trace format")

    def _must(self, key: str, value: Value, place: str) -> None:
        if key == "narrows":
            return self._key(str(value), place)
        self._key(key, place)
        if isinstance(value, str) and value.startswith("$") and "." not in value:
            self._variables.add(value)
            return None
        return self._value(value, place)

    def _value(self, value: Value, place: str) -> None:
        if isinstance(value, dict) and (set(value) - {"in", "some", "not"} or len(value) != 1):
            self._fail(f"{value!r} is no condition", place, '{ in = "$x" }, { not = "$x" } or { some = true }')
        for name in _names(value):
            if "." in name:
                self._shown(name, place)
            elif name not in self._variables:
                known = ", ".join(sorted(self._variables))
                self._fail(f"no step before binds {name!r}", place, f"bound so far: {known or 'none'}")

    def _shown(self, name: str, place: str) -> None:
        """`$img.token`: a field that the events of a reference show."""
        reference, _, field = name.partition(".")
        if reference not in self._references:
            self._fail(f"{reference!r} is not an exchange or message found before", place, self._known())
        self._key(field, place)

    def _number(self, number: int, place: str) -> None:
        if number not in STEPS:
            self._fail(f"there is no step {number}", place, "steps are 1 to 28")

    def _when(self, item: Step | Row, place: str) -> None:
        when = item.when
        counted = item.count if isinstance(item, Step) else ()
        for name in (*counted, *(when.any if when else ())):
            if name not in self._variables:
                self._fail(f"no step before binds {name!r}", f"{place}, when", f"one of {sorted(self._variables)}")
        if when is None:
            return
        if when.otherwise not in REASONS:
            self._fail(f"unknown reason {when.otherwise!r}", f"{place}, when.else", f"one of {', '.join(REASONS)}")
        if bool(when.any) == bool(when.unless):
            self._fail("a condition has one of any and unless", f"{place}, when", "give the one that is meant")
        if when.unless is not None and when.unless not in ROW_CLAUSES:
            self._fail(f"there is no row {when.unless!r}", f"{place}, when.unless", f"one of {', '.join(ROW_CLAUSES)}")

    def _acyclic(self) -> None:
        after = {s.number: s.after if s.after is not None else (() if s.number == 1 else (s.number - 1,))
                 for s in self._profile.steps}  # fmt: skip
        done: set[int] = set()
        while ready := [n for n, before in after.items() if n not in done and done.issuperset(before)]:
            done.update(ready)
        if left := sorted(set(after) - done):
            self._fail("the steps come after one another in a circle", f"step {left[0]}, after", "break the circle")

    def _rows(self) -> None:
        for row in self._profile.rows:
            if row.at is not None and row.after is not None:
                self._fail("a row has one of at and after", row.id, "give the one that is meant")
            if row.when is not None and row.when.unless is not None:
                self._fail("a row applies by what was asked for", f"{row.id}, when", 'such as { any = ["$volumes"] }')
            for bound in (row.at, row.after, row.by, row.until):
                self._bound(bound, row.id)
            self._when(row, row.id)
        for between in self._profile.between:
            for bound in (between.after, between.by):
                self._bound(bound, "between")

    def _bound(self, bound: Bound | None, place: str) -> None:
        if isinstance(bound, int):
            self._number(bound, place)
        elif bound is not None and bound not in ROW_CLAUSES:
            self._fail(f"{bound!r} is no bound", place, f"a step's number, or one of {', '.join(ROW_CLAUSES)}")

    def _rules(self) -> None:
        patterns = [once.found for once in self._profile.once]
        patterns += [p for release in self._profile.release for p in (release.taken, release.given_back)]
        for pattern in _flat((*patterns, self._profile.address.found)):
            self._pattern(pattern, "once, release, address")
        releases = [release.what for release in self._profile.release]
        for release in self._profile.release:
            self._key(release.same, f"release of {release.what}")
        for once in self._profile.once:
            if once.each is not None:
                self._value(once.each, f"once, {once.what}")
            if once.release is not None and once.release not in releases:
                self._fail(f"no release is of a {once.release!r}", f"once, {once.what}", f"one of {_few(releases)}")
        self._number(self._profile.address.step, "address")


def _flat(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    for pattern in patterns:
        if pattern.any_of:
            yield from _flat(pattern.any_of)
        else:
            yield pattern


def _names(value: Value) -> Iterator[str]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return (v for v in values if isinstance(v, str) and v.startswith("$"))


def _few(values: Iterable[object]) -> str:
    shown = [str(value) for value in values]
    return ", ".join(shown[:30]) or "none"
