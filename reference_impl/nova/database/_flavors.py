"""The flavors, and what projects may use."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from ...context import Context
from ._errors import AlreadyThere, NotFound
from ._records import Flavor, Quota
from ._session import Session
from ._tables import flavors, quotas

_FLAVOR = select(flavors).where(flavors.c.id == bindparam("wanted"))
_FLAVORS = select(flavors).order_by(flavors.c.name)
_ADD = insert(flavors)
_DELETE = delete(flavors).where(flavors.c.id == bindparam("wanted"))
_QUOTA = select(quotas.c.instances, quotas.c.cores, quotas.c.ram).where(quotas.c.project_id == bindparam("wanted"))
_SET_QUOTA = insert(quotas)
_DELETE_QUOTA = delete(quotas).where(quotas.c.project_id == bindparam("wanted"))


class Flavors(Session):
    """Table `flavors`."""

    def flavor(self, ctx: Context, by: str, flavor_id: str) -> Flavor:
        """The flavor of that id.

        :raises NotFound: there is none.
        """
        flavor = Flavor(*self._row(_FLAVOR, "flavor", flavor_id))
        facts = {
            "flavor_id": flavor.id,
            "vcpus": flavor.vcpus,
            "memory_mb": flavor.memory_mb,
            "disk_gb": flavor.disk_gb,
        }
        self._tell("read", ctx, by, "flavors", "select", facts)
        return flavor

    def flavors(self) -> list[Flavor]:
        """All flavors, by name."""
        return [Flavor(*row) for row in self._rows(_FLAVORS)]

    def add_flavor(self, flavor: Flavor) -> Flavor:
        """Enters a flavor.

        :raises AlreadyThere: its id or its name is taken.
        """
        try:
            self._execute(_ADD, asdict(flavor))
        except IntegrityError as taken:
            raise AlreadyThere(f"flavor with id {flavor.id} or name {flavor.name}") from taken
        return flavor

    def delete_flavor(self, flavor_id: str) -> None:
        """Takes a flavor out; instances that have it keep it.

        :raises NotFound: there is none.
        """
        if not self._execute(_DELETE, {"wanted": flavor_id}):
            raise NotFound(f"flavor {flavor_id}")


class Quotas(Session):
    """Table `quotas`: a row for each project that has limits of its own."""

    def quota(self, ctx: Context, by: str, project_id: str) -> Quota:
        """What the project may have at most; a limit of `UNLIMITED` is none."""
        quota = self._quota(project_id)
        self._tell("read", ctx, by, "quotas", "select", {"project_id": project_id})
        return quota

    def default_quota(self) -> Quota:
        """What a project may have that has no limits of its own."""
        return self._defaults

    def set_quota(self, project_id: str, **limits: int) -> Quota:
        """Limits the project's `instances`, `cores` or `ram` (MiB); what is not named stays."""
        quota = replace(self._quota(project_id), **limits)
        with self._writing() as connection:
            connection.execute(_DELETE_QUOTA, {"wanted": project_id})
            connection.execute(_SET_QUOTA, {"project_id": project_id, **asdict(quota)})
        return quota

    def delete_quota(self, project_id: str) -> None:
        """The defaults hold for the project again."""
        self._execute(_DELETE_QUOTA, {"wanted": project_id})

    def _quota(self, project_id: str) -> Quota:
        rows = self._rows(_QUOTA, wanted=project_id)
        return Quota(*rows[0]) if rows else self._defaults
