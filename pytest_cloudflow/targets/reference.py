"""The reference: a cloud of every component in this process, booted for the occasion and gone afterwards.

Nothing of it is imported before it is opened: whoever judges a trace needs none of it.
"""

from __future__ import annotations

import secrets
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from .._environment import looked_up
from ..errors import UsageError
from ..scenarios import Scenario, named
from ..trace import Trace
from ._asked import WHERE, Asked
from ._assumed import window
from ._live import Live


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands behind `reference?`.

    :param database: an SQLAlchemy URL for nova's database; else SQLite in memory.
    :param hypervisor: a libvirt URI, or `builtin`; else libvirt's test driver where libvirt-python is installed, and
        the built-in stand-in where it is not.
    :param violate: the name of a violation: a component behaves otherwise, and one clause is to fail for it.
    :param seed: of the ids and of the order in which messages are handed out; another each time where none is given.
    """

    database: str | None = None
    hypervisor: str | None = None
    seed: int | None = None
    violate: str | None = None

    def __repr__(self) -> str:
        """It is shown without its URLs: they may hold passwords."""
        return f"Options(seed={self.seed!r}, violate={self.violate!r})"


class ReferenceTarget:
    """`reference`, with what may stand behind a question mark.

    :raises UsageError: an option is unknown, or a scenario, or a violation.
    """

    NAME = FORM = "reference"
    profile: str | None = "classic"

    def __init__(self, asked: Asked) -> None:
        spec, scenarios = asked.spec, asked.scenarios
        options = _options(spec)
        self.name = _shown(spec)
        given = dict(parse_qsl(spec.partition("?")[2]))
        self._hypervisor = _shown_value(given["hypervisor"]) if "hypervisor" in given else None
        if options.violate is not None and not scenarios:
            scenarios = [_scenario_of(options.violate)]
        self.scenarios: tuple[Scenario, ...] = named(scenarios)
        self._options = msgspec.structs.replace(
            options, seed=secrets.randbelow(2**32) if options.seed is None else options.seed
        )

    def about(self) -> list[str]:
        """What drives it, what runs its domains, and that all of it is watched."""
        return [
            f"cloudflow: client {_client()}, hypervisor {_hypervisor(self._hypervisor)}, "
            f"one thread, seed {self._options.seed}",
            "cloudflow: watches http, rpc, db, scheduler, state and hypervisor everywhere",
        ]

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:  # noqa: ARG002 -- nothing is broken here
        """Puts the cloud together; it is used when the trace is read.

        :raises TargetError: a database or hypervisor that was named cannot be reached.
        """
        from ..embedded import EmbeddedCloud

        options = self._options
        cloud = EmbeddedCloud(
            self.name,
            seed_=options.seed,
            hypervisor=options.hypervisor,
            database=options.database,
            timeout=window(timeout),
            violate=options.violate,
        )
        return Live(cloud, self.scenarios)


def _options(spec: str) -> Options:
    _, mark, query = spec.partition("?")
    given: dict[str, Any] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        given[key] = looked_up(value, f"{WHERE} {key}")
    if mark and not given:
        raise UsageError("nothing stands behind the question mark", WHERE, _right())
    try:
        return msgspec.convert(given, Options, strict=False)
    except msgspec.ValidationError as error:
        what = str(error).partition(" - at")[2].strip(" `$.") or str(error)
        raise UsageError(f"{_shown(spec)}: {what} is not right", WHERE, _right()) from error


def _scenario_of(violation: str) -> str:
    """The scenario in which a violation shows. The reference is imported for this alone."""
    from reference_impl.violations import NoSuchViolation, find

    try:
        return find(violation).scenario
    except NoSuchViolation:
        mend = "python -m reference_impl violations lists them"
        raise UsageError(f"there is no violation {violation!r}", WHERE, mend) from None


def _right() -> str:
    return f"reference?KEY=VALUE&…, with KEY one of {', '.join(Options.__struct_fields__)}"


def _shown(spec: str) -> str:
    """The target as it may be seen: its URLs without user info and queries, and of what is unknown the key alone."""
    name, mark, query = spec.partition("?")
    parts = [_shown_part(*pair) for pair in parse_qsl(query, keep_blank_values=True)]
    return f"{name}{mark}{'&'.join(parts)}" if mark else name


def _shown_part(key: str, value: str) -> str:
    if key not in Options.__struct_fields__:
        return key
    return f"{key}={_shown_value(value)}"


def _shown_value(value: str) -> str:
    """A URL without what stands before its last `@`, and without its query."""
    scheme, slashes, rest = value.partition("://")
    if not slashes:
        return value.rpartition("@")[2]
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _client() -> str:
    try:
        return f"openstacksdk {version('openstacksdk')}"
    except PackageNotFoundError:
        return "of the reference (openstacksdk is not installed)"


def _hypervisor(wanted: str | None) -> str:
    if wanted is not None:
        return wanted
    return "libvirt's test driver" if find_spec("libvirt") else "built in (libvirt-python is not installed)"
