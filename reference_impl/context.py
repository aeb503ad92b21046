"""What a component knows of the request that it serves, and hands on with everything it asks of others."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, with which token, and what is being served.

    `request_id` is the boot request's id (`req-…`) and travels through every component. `serving` is the id of the
    exchange or message that is being served: the cause of all that is done under this context.
    """

    request_id: str
    token: str | None = None
    user_id: str | None = None
    project_id: str | None = None
    roles: tuple[str, ...] = ()
    serving: str | None = None

    def under(self, serving: str) -> Context:
        """The same request, served by way of another exchange or message."""
        return replace(self, serving=serving)
