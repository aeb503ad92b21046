"""What each kind of thing has to say for itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar

from ...context import Context
from .attributes import Attributes, Values

Thing = TypeVar("Thing")


class Kind(Protocol[Thing]):
    """One kind of thing: networks, say.

    :ivar name, plural: what it stands under in a body.
    :ivar attributes: what may stand in a body.
    :ivar filters: what a list can be picked by.
    """

    name: str
    plural: str
    attributes: Attributes
    filters: Collection[str]

    def all(self, ctx: Context) -> Sequence[Thing]:
        """Those that the asker sees, the oldest first."""

    def get(self, ctx: Context, thing_id: str) -> Thing:
        """One of them.

        :raises NotFound: the asker sees none of that id.
        """

    def may_change(self, ctx: Context, thing: Thing) -> bool:
        """Whether the asker may change and delete it."""

    def create(self, ctx: Context, project_id: str, values: Values) -> Thing:
        """Makes one.

        :raises NeutronError: it cannot be.
        """

    def update(self, ctx: Context, thing: Thing, values: Values) -> Thing:
        """Changes one.

        :raises NeutronError: it cannot be.
        """

    def delete(self, thing: Thing) -> None:
        """Deletes one.

        :raises NeutronError: it cannot be.
        """

    def view(self, ctx: Context, thing: Thing) -> dict[str, Any]:
        """What the asker is shown of it."""
