"""A profile made ready for judging: every look-up that does not depend on a trace is done here, once."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from ..profiles._model import Between, Once, Pattern, Profile, Row, Step
from ..trace._events import Event
from ..verdicts import NOT_APPLICABLE, ClauseVerdict
from ._checks import Member, checker, getter
from ._paths import PathTable, Template

_SLOTS = {
    ("http.request", False): "request",
    ("http.response", False): "response",
    ("rpc.publish", False): "publish",
    ("rpc.deliver", False): "deliver",
    ("rpc.publish", True): "reply",
    ("rpc.deliver", True): "reply_deliver",
}

# A dependent without evidence of its own is not reached where the first of its group is missing.
DEPENDS_ON = {2: 1, 5: 4, 9: 8, 13: 12, 15: 14, 16: 14, 17: 14, 18: 14, 20: 19, 21: 19, 23: 22, 24: 22, 26: 25, 27: 25}
REPLY_DEPENDS_ON = {11: 8}


class Part:
    """One event that a step (or rule) asks for."""

    __slots__ = (
        "again", "alternatives", "cause", "channel", "checks", "ends", "given", "key", "kind", "label", "many",
        "members", "operation", "optional", "ref", "slot", "source", "status", "target", "template", "then",
    )  # fmt: skip

    def __init__(self, plan: Plan, pattern: Pattern, source: str | None, target: str | None) -> None:
        self.alternatives = tuple(Part(plan, p, source, target) for p in pattern.any_of)
        head = pattern.any_of[0] if pattern.any_of else pattern
        self.label = head.event
        self.channel: str = head.event.partition(".")[0]
        self.kind: str = head.event.partition(".")[2]
        self.slot = _SLOTS.get((head.event, head.reply))
        self.ref, self.cause = head.of, head.cause
        self.operation = pattern.operation
        self.status = checker("status", pattern.status) if pattern.status is not None else None
        self.template: Template | None = None
        self.key = self._key(plan, pattern)
        self.given = tuple((getter(k, self.template), checker(k, v)) for k, v in pattern.given.items())
        checks = [checker(k, v, self.template) for k, v in pattern.must.items()]
        self.checks = tuple(check for check in checks if not isinstance(check, Member))
        self.members = tuple(check for check in checks if isinstance(check, Member))
        self.many, self.then, self.again = pattern.many, pattern.then, pattern.again
        self.optional = pattern.optional
        self.source = pattern.source or source
        self.target = pattern.target or target
        self.ends = plan.ends(self)

    def _key(self, plan: Plan, pattern: Pattern) -> str | None:
        if pattern.path is not None and pattern.method is not None:
            self.template = plan.paths.add(pattern.method, pattern.path)
            return self.template.key
        if self.channel == "rpc" and pattern.method is not None:
            return plan.add_rpc(pattern.method, pattern.topic or "")
        if self.channel == "db":
            return f"{self.kind} {pattern.table}"
        return None if self.slot else self.kind

    def fits(self, event: Event, bindings: Any) -> bool:
        """Whether the event is meant, beyond its key (which the index has looked up)."""
        if self.operation is not None and event.operation != self.operation:
            return False
        if self.status is not None and not self.status.holds(event.status, bindings):
            return False
        for get, check in self.given:
            value = get(event)
            if value is not UNSET and not check.holds(value, bindings):
                return False
        return True

    def options(self) -> tuple[Part, ...]:
        """Its alternatives; the part itself where it has none."""
        return self.alternatives or (self,)

    def option(self, key: str | None) -> Part:
        """The alternative by which a unit of that key was found; the part itself where it has none."""
        return next((part for part in self.alternatives if part.key == key), self)

    def names(self, member: Member) -> bool:
        """Whether it is by that key that an event is meant at all."""
        return any(isinstance(check, Member) and check.key == member.key for _, check in self.given)

    def words(self) -> str:
        """The event in the words of a message."""
        if self.alternatives:
            return " or ".join(part.words() for part in self.alternatives)
        what = self.key if self.key and self.slot else f"of {self.ref}" if self.ref else self.key
        return f"{self.label} {what}" if what and what != self.kind else self.label


class StepPlan:
    """One step: its evidence, its checks, and which steps come before it."""

    __slots__ = (
        "after", "binds", "checks", "clause", "group", "narrows", "number", "opens", "ordered", "parts",
        "refused_at", "retries", "single", "source", "target", "title", "validates", "when", "when_unless",
    )  # fmt: skip

    def __init__(self, plan: Plan, step: Step) -> None:
        self.number, self.clause, self.title = step.number, step.clause, step.title
        self.source, self.target = step.source, step.target
        self.after = step.after if step.after is not None else ((step.number - 1,) if step.number > 1 else ())
        self.when, self.refused_at, self.retries = step.when, step.refused_at, step.retries
        self.group = step.count
        requests = {p.of for p in step.found if p.event == "http.request"}
        self.parts = tuple(self._part(plan, p, p.of in requests) for p in step.found)
        template = next((part.template for part in self.parts if part.template and part.template.capture), None)
        must = {k: v for k, v in step.must.items() if k != "narrows"}
        checks = [checker(key, value, template) for key, value in must.items()]
        self.checks = tuple(check for check in checks if not isinstance(check, Member))
        _hand_down(tuple(check for check in checks if isinstance(check, Member)), self.parts[0])
        self.binds = tuple((key, name, getter(key, template)) for key, name in step.binds.items())
        narrows = step.must.get("narrows")
        self.narrows = getter(str(narrows), None) if narrows else None
        self.validates = next((p.source for p in self.parts if p.key == plan.validation), None)
        head = self.parts[0]
        self.opens = False
        self.ordered = any(part.then for part in self.parts)
        self.when_unless = step.when.unless if step.when is not None else None
        plain = not (head.alternatives or head.many or head.checks or head.members)
        self.single = len(self.parts) == 1 and not self.group and plain

    def _part(self, plan: Plan, pattern: Pattern, asked_here: bool) -> Part:
        """An answer comes back from whom the step asked; a step that only gets it names the one who gets it."""
        if pattern.event == "http.response" and asked_here:
            return Part(plan, pattern, self.target, self.source)
        if pattern.event == "http.response" and self.target is None:
            return Part(plan, pattern, None, self.source)
        return Part(plan, pattern, self.source, self.target)


def _hand_down(members: tuple[Member, ...], part: Part) -> None:
    """What a step says of the entries asked for holds of each way to ask for one that says nothing of its own."""
    for option in part.options():
        option.members = option.members or members


class RowPlan:
    """One row: its triple and its bounds."""

    __slots__ = ("after", "at", "by", "clause", "given_up", "index", "title", "triple", "until", "when")

    def __init__(self, row: Row, index: int) -> None:
        self.clause, self.title, self.index = row.id, row.title, index
        self.triple, self.given_up = triple_of(row), row.given_up
        self.at, self.after, self.by, self.until, self.when = row.at, row.after, row.by, row.until, row.when


class OncePlan:
    """A rule of `CF-ONCE`. `release` is how what is found is given back, if it is."""

    __slots__ = ("each", "part", "release", "unasked", "what")

    def __init__(self, plan: Plan, once: Once) -> None:
        self.what, self.each, self.unasked = once.what, once.each, once.unasked
        self.part = Part(plan, once.found, None, None)
        self.release = next((release for release in plan.release if release.what == once.release), None)


class ReleasePlan:
    """A rule of `CF-RELEASE`."""

    __slots__ = ("given_back", "same_back", "same_taken", "taken", "what")

    def __init__(self, plan: Plan, what: str, taken: Pattern, given_back: Pattern, same: str) -> None:
        self.what = what
        self.taken = Part(plan, taken, None, None)
        self.given_back = Part(plan, given_back, None, None)
        self.same_taken = getter(same, self.taken.template)
        self.same_back = getter(same, self.given_back.template)


class Plan:
    """The whole profile, ready."""

    validation = "GET /v3/auth/tokens"

    def __init__(self, profile: Profile) -> None:
        self.paths = PathTable()
        self._ends: dict[str, frozenset[str]] = {}
        self._rpc: dict[tuple[str, str], str] = {}
        self._methods: dict[str, str] = {}
        self.login = self.paths.add("POST", "/v3/auth/tokens").key
        self.boot = self.paths.add("POST", "…/servers").key
        self.steps = tuple(StepPlan(self, step) for step in profile.steps)
        _mark_openers(self.steps)
        self.followers = {s.number: [t.number for t in self.steps if s.number in t.after] for s in self.steps}
        self.rows = tuple(RowPlan(row, index) for index, row in enumerate(profile.rows))
        self.between: tuple[tuple[Triple, Between], ...] = tuple((triple_of(b), b) for b in profile.between)
        self.release = tuple(ReleasePlan(self, r.what, r.taken, r.given_back, r.same) for r in profile.release)
        self.once = tuple(OncePlan(self, once) for once in profile.once)
        self.address = Part(self, profile.address.found, None, None)
        self.address_step = profile.address.step
        self.by_number = {step.number: step for step in self.steps}
        self.flow = _flow(self.steps)
        self.place = {step.number: place for place, step in enumerate(self.flow)}
        self.again = {step.number: StepPlan(self, step) for step in profile.again}
        self.request_key = self._first_key(8)
        self.launch_key = self._first_key(12)
        self._skipped: dict[tuple[str, str], ClauseVerdict] = {}

    def _first_key(self, number: int) -> str | None:
        part = self.steps[number - 1].parts[0]
        return part.key if part.channel == "rpc" else None

    def ends(self, part: Part) -> frozenset[str]:
        """The components at one of which the part can be watched: its own, and those of its exchange or message."""
        own = frozenset(end for end in (part.source, part.target) if end)
        if part.ref is None:
            return own
        both = self._ends[part.ref] = self._ends.get(part.ref, frozenset()) | own
        return own if part.kind == "deliver" else both

    def add_rpc(self, method: str, topic: str) -> str:
        """The key under which messages of that method and topic are found."""
        key = f"{method} on {topic}"
        self._rpc[(method, topic)] = key
        self._methods.setdefault(method, key)
        return key

    def row(self, clause: str) -> RowPlan:
        """The row of that id."""
        return next(row for row in self.rows if row.clause == clause)

    def http_key(self, event: Event) -> str | None:
        """What the profile calls that request."""
        method, path = event.method, event.path
        if type(method) is str and type(path) is str:
            return self.paths.key(method, path)
        return None

    def rpc_key(self, event: Event) -> str | None:
        """What the profile calls that message; a reply is told by its method alone."""
        method, topic = event.method, event.topic
        if type(method) is not str:
            return None
        if type(topic) is str and event.mode != "reply":
            return self._rpc.get((method, topic))
        return self._methods.get(method)

    def not_applicable(self, clause: str, title: str, reason: str) -> ClauseVerdict:
        """The verdict on a clause that does not apply; one value serves all boots."""
        key = (clause, reason)
        if key not in self._skipped:
            self._skipped[key] = ClauseVerdict(clause, title, NOT_APPLICABLE, reason)
        return self._skipped[key]


Triple = tuple[str | None, str | None, str | None]


def triple_of(row: Row | Between) -> Triple:
    """A state as a trace has it: `none` of the file is null there."""
    return (row.vm_state, None if row.task_state == "none" else row.task_state, row.power_state)


def _mark_openers(steps: tuple[StepPlan, ...]) -> None:
    """The first step of a repeated group decides how many repetitions there are."""
    seen: set[tuple[str, ...]] = set()
    for step in steps:
        step.opens = bool(step.group) and step.group not in seen
        seen.add(step.group)


def _flow(steps: tuple[StepPlan, ...]) -> tuple[StepPlan, ...]:
    """The steps in an order that keeps every `after`, by number where there is a choice."""
    left = {step.number: step for step in steps}
    done: list[StepPlan] = []
    numbers: set[int] = set()
    while left:
        step = next(step for step in left.values() if numbers.issuperset(step.after))
        done.append(left.pop(step.number))
        numbers.add(step.number)
    return tuple(done)
