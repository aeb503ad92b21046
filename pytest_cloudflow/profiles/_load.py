"""Reads a profile and refuses a wrong one with its file, the place in it, and the mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from ..errors import ProfileError, UsageError
from ._check import check_profile
from ._model import FORMAT, Profile

_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_INDEX = re.compile(r"\.?(\w+)\[(\d+)\]")
MAX_BYTES = 1 << 20


def profile_names() -> tuple[str, ...]:
    """The profiles that ship with the kit."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_profile(name: str | Path) -> Profile:
    """The profile of that name, or in that `.toml` file.

    :raises UsageError: there is no such profile or file.
    :raises ProfileError: the file is no profile.
    """
    text = str(name)
    if not text.endswith(".toml"):
        return _shipped(text)
    return _parse(_read(Path(text)), text)


def _shipped(name: str) -> Profile:
    names = profile_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}, or a path ending in .toml"
        raise UsageError(f"no profile is called {name!r}", mend=hint)
    return _parse((resources.files(__package__) / f"{name}.toml").read_bytes(), f"{name}.toml")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"the profile cannot be read: {error.strerror}", str(path), "name a readable file") from error
    if len(content) > MAX_BYTES:
        raise ProfileError("a profile is at most 1 MiB", str(path), "name a profile, not another file")
    return content


def _parse(content: bytes, where: str) -> Profile:
    raw = _toml(content, where)
    if raw.get("profile") != FORMAT:
        mend = f'its first key is profile = "{FORMAT}"'
        raise ProfileError(f"not a profile of this version (profile = {raw.get('profile')!r})", where, mend)
    try:
        profile = msgspec.convert(raw, Profile)
    except msgspec.ValidationError as error:
        what, place = _place(str(error), raw)
        raise ProfileError(what, f"{where}{place}", "docs/profiles.md lists the keys and their values") from error
    check_profile(profile, where)
    return profile


def _toml(content: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise ProfileError(f"not UTF-8 at byte {error.start}", where, "TOML is UTF-8 text") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ProfileError(f"broken TOML: {what}", where, "mend the syntax there") from error


def _place(message: str, raw: dict[str, Any]) -> tuple[str, str]:
    """The message without its JSON path, and the path in the words of the file (`: step 8, must`)."""
    match = _PLACE.match(message)
    path = (match and match["path"]) or ""
    what = match["what"] if match else message
    if not path:
        return what, ""
    head = _INDEX.match(path)
    if head is None:
        return what, f": {path.strip('.')}"
    name, index = head[1], int(head[2])
    entry = raw.get(name, [])[index]
    label = entry.get("number") or entry.get("id") or index + 1 if isinstance(entry, dict) else index + 1
    rest = path[head.end() :].strip(".")
    return what, f": {name} {label}" + (f", {rest}" if rest else "")
