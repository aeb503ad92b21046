"""What a trouble is, and how a thing is made to behave otherwise for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from .._cloud import Cloud

Trouble: TypeAlias = Callable[["Cloud"], AbstractContextManager[None]]


@contextmanager
def instead(thing: object, method: str, does: Callable[..., Any]) -> Iterator[None]:
    """Has one thing do something else in the place of a method."""
    vars(thing)[method] = does
    try:
        yield
    finally:
        del vars(thing)[method]
