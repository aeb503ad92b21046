"""What a reader hands on: the event, and by what it can be tied to what its actor was serving."""

from __future__ import annotations

from dataclasses import dataclass

from ..trace._events import Event


@dataclass(frozen=True, slots=True)
class Seen:
    """An event whose `cause` and `seq` are still open.

    `actor` is the process that did it (sent the request, published the message); `server` the process that serves from
    here on (the API, the consumer). A process is told apart from others of its component: `nova_compute_h1`.
    `acts_under` are the request ids that the actor showed, its own before the one it was called with; `serves` those
    under which `server` will act because of it; a response may show one that its request did not. `subject` is the
    token whose validation is asked for. `by_time`: none of these ties it to its actor's work, but when it was done.
    """

    event: Event
    actor: str | None = None
    server: str | None = None
    acts_under: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    subject: str | None = None
    by_time: bool = False
