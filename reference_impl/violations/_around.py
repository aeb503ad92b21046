"""Puts something around a thing: what it does not do itself, the thing does."""

from __future__ import annotations

from typing import Any, cast

from ..deployment import Seam


class Around:
    """Has all that the thing within has."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def around(component: str, kind: type[Around]) -> Seam[Any]:
    """A seam at which one component gets its thing with something around it."""
    return lambda name, thing: cast(Any, kind(thing)) if name == component else thing


class TakesAny(Around):
    """A database that changes instances whatever they are."""

    def update_instance(self, ctx: object, by: str, instance_id: str, **changes: Any) -> Any:
        """Changes it."""
        changes.pop("expect", None)
        return self._inner.update_instance(ctx, by, instance_id, **changes)


def keeping(things: list[Any], seam: Seam[Any] = lambda _name, thing: thing) -> Seam[Any]:
    """A seam that keeps what it is given, for a violation that needs it elsewhere."""

    def kept(name: str, thing: Any) -> Any:
        things.append(thing)
        return seam(name, thing)

    return kept
