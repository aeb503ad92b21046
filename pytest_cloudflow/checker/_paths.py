"""Which request of a profile an HTTP path is.

A template is a whole path (`/v3/auth/tokens`) or, after `…/`, the end of one: `servers`, `images/{image_id}`,
`images/{image_id}/file`. What stands in braces is read off the path where the event's facts do not tell it.
"""

from __future__ import annotations

ELLIPSIS = "…/"


class Template:
    """One method and path of a profile. `capture` is the name in braces, `depth` its place counted from the end."""

    __slots__ = ("capture", "depth", "key", "method", "parts")

    def __init__(self, method: str, path: str) -> None:
        self.method = method
        self.key = f"{method} {path}"
        self.parts = tuple(path.removeprefix(ELLIPSIS).split("/")) if path.startswith(ELLIPSIS) else None
        backwards = tuple(reversed(self.parts or ()))
        self.depth = next((depth for depth, part in enumerate(backwards, 1) if part.startswith("{")), 0)
        self.capture = backwards[self.depth - 1][1:-1] if self.depth else None

    def shape(self) -> tuple[str, ...]:
        """The literals by which the table finds a path that is known by its end."""
        parts = self.parts or ()
        if self.capture is None:
            return (self.method, *parts)
        return (self.method, parts[0], "" if self.depth == 1 else parts[-1])

    def captured(self, path: str) -> str | None:
        """What stands in the braces' place, if the path is one of the template's."""
        shown = path.rsplit("/", len(self.parts or ()))[1:]
        if self.capture is None or len(shown) != len(self.parts or ()):
            return None
        place = len(shown) - self.depth
        literal = all(
            part == own for i, (part, own) in enumerate(zip(shown, self.parts or (), strict=True)) if i != place
        )
        return shown[place] if literal else None


class PathTable:
    """Finds the template of a request in at most four look-ups."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str], str] = {}
        self._tail: dict[tuple[str, ...], str] = {}

    def add(self, method: str, path: str) -> Template:
        """Adds a template; the same one twice is one."""
        template = Template(method, path)
        if template.parts is None:
            self._whole[(method, path)] = template.key
        else:
            self._tail[template.shape()] = template.key
        return template

    def key(self, method: str, path: str) -> str | None:
        """The template's key, or `None` where the profile does not speak of such a request."""
        found = self._whole.get((method, path))
        if found is not None:
            return found
        tail = self._tail
        parts = path.rsplit("/", 3)
        last = parts[-1]
        found = tail.get((method, last))
        if found is None and len(parts) > 2:
            found = tail.get((method, parts[-2], "")) or tail.get((method, parts[-3], last))
        return found
