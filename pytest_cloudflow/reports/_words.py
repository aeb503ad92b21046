"""An event in a few words."""

from __future__ import annotations

from msgspec import UNSET

from ..trace import Event


def party(value: object) -> str | None:
    """A component, where it is known."""
    return value if isinstance(value, str) else None


def label(event: Event) -> str:
    """What happened: `POST /v2.1/servers`, `202`, `call run_instance`, `read flavors`, `define`."""
    if event.channel == "http":
        return (
            f"{event.status} {event.method} {event.path}"
            if event.kind == "response"
            else _join(event.method, event.path)
        )
    if event.channel == "rpc":
        done = "picks up" if event.kind == "deliver" else ""
        return _join(done, event.mode, event.method)
    if event.channel == "db":
        return _join(event.operation if event.kind == "write" else event.kind, event.table)
    if event.channel == "state":
        return _join(event.vm_state, event.task_state or "no task")
    return _join(event.kind, event.method)


def ends(event: Event) -> str:
    """Who did it, and to whom."""
    source, target = party(event.source) or "unknown", party(event.target)
    return f"{source} → {target}" if target else source


def _join(*words: object) -> str:
    return " ".join(str(word) for word in words if word is not UNSET and word is not None and word != "")
