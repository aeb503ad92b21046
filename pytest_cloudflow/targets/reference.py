"""The reference: a cloud of every component in this process, booted for the occasion and gone afterwards.

Nothing of it is imported before it is opened: whoever judges a trace needs none of it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from ..errors import UsageError
from ..scenarios import Scenario, named
from ..trace import Trace
from ._live import Live

_WHERE = "--cloudflow-target"


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


class ReferenceTarget:
    """`reference`, with what may stand behind a question mark.

    :raises UsageError: an option is unknown, or a scenario, or a violation.
    """

    NAME = "reference"
    profile: str | None = "classic"

    def __init__(self, spec: str, scenarios: Sequence[str]) -> None:
        options = _options(spec)
        self.name = _shown(spec)
        if options.violate is not None and not scenarios:
            scenarios = [_scenario_of(options.violate)]
        self.scenarios: tuple[Scenario, ...] = named(scenarios)
        self._options = msgspec.structs.replace(
            options, seed=secrets.randbelow(2**32) if options.seed is None else options.seed
        )

    def about(self) -> list[str]:
        """What drives it, what runs its domains, and that all of it is watched."""
        return [
            f"cloudflow: client {_client()}, hypervisor {_hypervisor(self._options.hypervisor)}, "
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
            timeout=timeout or 300.0,
            violate=options.violate,
        )
        return Live(cloud, self.scenarios)


def _options(spec: str) -> Options:
    _, mark, query = spec.partition("?")
    given: dict[str, Any] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        given[key] = _value(key, value)
    if mark and not given:
        raise UsageError("nothing stands behind the question mark", _WHERE, _right())
    try:
        return msgspec.convert(given, Options, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"{_shown(spec)}: {error}", _WHERE, _right()) from error


def _scenario_of(violation: str) -> str:
    """The scenario in which a violation shows. The reference is imported for this alone."""
    from reference_impl.violations import NoSuchViolation, find

    try:
        return find(violation).scenario
    except NoSuchViolation:
        mend = "python -m reference_impl violations lists them"
        raise UsageError(f"there is no violation {violation!r}", _WHERE, mend) from None


def _value(key: str, value: str) -> str:
    """What is given, or what the environment has under the name that is given."""
    if not value.startswith("env:"):
        return value
    name = value.removeprefix("env:")
    found = os.environ.get(name)
    if found is None:
        raise UsageError(f"{key}: there is no {name} in the environment", _WHERE, "set it, or give the value")
    return found


def _right() -> str:
    return f"reference?KEY=VALUE&…, with KEY one of {', '.join(Options.__struct_fields__)}"


def _shown(spec: str) -> str:
    """The target without the user info of its URLs."""
    name, mark, query = spec.partition("?")
    return name + mark + "&".join(_without_user_info(part) for part in query.split("&")) if mark else name


def _without_user_info(part: str) -> str:
    key, equals, value = part.partition("=")
    netloc = urlsplit(value).netloc if "://" in value else ""
    return f"{key}{equals}{value.replace(netloc, netloc.rpartition('@')[2])}" if "@" in netloc else part


def _client() -> str:
    try:
        return f"openstacksdk {version('openstacksdk')}"
    except PackageNotFoundError:
        return "of the reference (openstacksdk is not installed)"


def _hypervisor(wanted: str | None) -> str:
    if wanted is not None:
        return wanted
    return "libvirt's test driver" if find_spec("libvirt") else "built in (libvirt-python is not installed)"
