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
