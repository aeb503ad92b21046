"""What a profile can say. The TOML file maps onto these records one to one; `docs/profiles.md` tells their use.

Variables (`$host`) hold data, references (`$boot`) hold an exchange or a message; both begin with `$`. A bound of a row
is a step's number or a row's id.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

FORMAT = "cloudflow-profile/1"

Bound = int | str
Value = str | int | bool | list[str | int] | dict[str, str | bool]


class Pattern(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which event is meant.

    `event` is `channel.kind`. `of` names the exchange or message it is part of, `reply` the answer to that message.
    `cause` is the reference it must lie under. `given` are values it must show to be meant at all, `must` what this
    evidence alone is judged on. `many`: each event that fits is evidence. `then`: not before the evidence named above
    it. `optional`: it may be absent. `again`: not the one that was taken. With `any_of` the other keys stay out.
    """

    event: str = ""
    of: str | None = None
    reply: bool = False
    method: str | None = None
    path: str | None = None
    topic: str | None = None
    table: str | None = None
    operation: str | None = None
    cause: str | None = None
    status: Value | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    must: Mapping[str, Value] = field(default_factory=dict)
    source: str | None = None
    target: str | None = None
    many: bool = False
    optional: bool = False
    then: bool = False
    again: bool = False
    any_of: tuple[Pattern, ...] = ()


class When(Struct, frozen=True, forbid_unknown_fields=True, rename={"otherwise": "else"}):
    """Where a clause applies.

    Either if one of the variables `any` is not empty, or unless the row `unless` was reached with no evidence of the
    clause. `otherwise` (`else` in the file) is the reason of the `not_applicable`.
    """

    any: tuple[str, ...] = ()
    unless: str | None = None
    otherwise: str = "profile"
    because: str | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the 28 steps."""

    number: int
    title: str
    source: str
    found: tuple[Pattern, ...]
    target: str | None = None
    must: Mapping[str, Value] = field(default_factory=dict)
    binds: Mapping[str, str] = field(default_factory=dict)
    after: tuple[int, ...] | None = None
    count: tuple[str, ...] = ()
    when: When | None = None
    refused_at: int | None = None
    retries: int = 0
    since: str | None = None
    change: str | None = None

    @property
    def clause(self) -> str:
        """The id of the step's clause."""
        return f"CF-{self.number:02d}"


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the state table.

    `at`: entered after that step began; `after`: after it ended; `by`: before it began; `until`: kept until it ended.
    `given_up`: it may come back right before the error in which a boot ends: another host was wanted, there was none.
    """

    id: str
    vm_state: str
    task_state: str
    power_state: str
    at: Bound | None = None
    after: Bound | None = None
    by: Bound | None = None
    until: Bound | None = None
    given_up: bool = False
    when: When | None = None

    @property
    def title(self) -> str:
        """The row as it stands in the table."""
        return f"{self.vm_state} / {self.task_state} / {self.power_state}"


class Between(Struct, frozen=True, forbid_unknown_fields=True):
    """A state of no row that is lawful between two clauses."""

    vm_state: str
    task_state: str
    power_state: str
    after: Bound
    by: Bound


class Once(Struct, frozen=True, forbid_unknown_fields=True):
    """What may happen once: for the instance, or for each entry of the variable `each`.

    `unasked`: where `each` is empty it may not happen at all. `release`: the `what` of the release that gives it back;
    what was given back may be taken again.
    """

    what: str
    found: Pattern
    each: str | None = None
    unasked: bool = False
    release: str | None = None


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """What a boot takes, how it is given back, and by which key the two are the same thing."""

    what: str
    taken: Pattern
    given_back: Pattern
    same: str


class Address(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer that shows the addresses of the finished instance, and the step whose addresses it must show."""

    found: Pattern
    step: int


class Profile(Struct, frozen=True, forbid_unknown_fields=True, rename={"steps": "step", "rows": "row"}):
    """One flow: the steps by number, the rows in order, and the rules over the whole.

    `again`: how some steps are where another than the source of step 8 asks for a host anew.
    """

    profile: str
    name: str
    revision: str
    title: str
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    address: Address
    between: tuple[Between, ...] = ()
    once: tuple[Once, ...] = ()
    release: tuple[Release, ...] = ()
    again: tuple[Step, ...] = ()
