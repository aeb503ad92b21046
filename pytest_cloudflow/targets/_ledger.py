"""What was made on a cloud, written down so that it can be removed whatever happens meanwhile.

A name that nothing else has is written down before a thing is asked for, its id once it is known. The file outlives a
process that is killed; `python -m pytest_cloudflow cleanup RUN` reads it.

```
{"cloud": "devstack"}
{"kind": "server", "name": "cloudflow-1f0c…-image-1"}
{"kind": "server", "name": "cloudflow-1f0c…-image-1", "id": "…"}
{"kind": "server", "id": "…", "gone": true}
{"kind": "undo", "name": "rabbitmqctl trace_off -p /"}
```
What a probe changes is no thing that could be removed: of that it is noted how to undo it by hand.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..errors import UsageError

if TYPE_CHECKING:
    from openstack.connection import Connection


UNDO = "undo"
"""The kind of a change; its name is how to undo it."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line: a thing that is about to be made, that was made, or that is gone; a change, or that it is undone."""

    kind: str
    name: str = ""
    id: str = ""
    gone: bool = False


class _Head(msgspec.Struct, frozen=True):
    cloud: str


class Ledger:
    """The file of one run.

    :param cloud: its name in `clouds.yaml`.
    :raises UsageError: the file cannot be written.
    """

    def __init__(self, cloud: str) -> None:
        self.run = secrets.token_hex(6)
        self.prefix = f"cloudflow-{self.run}"
        self._path = _folder() / f"{self.run}.jsonl"
        self._left: dict[tuple[str, str], Entry] = {}
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        except OSError as error:
            mend = "a folder that this user may write, as XDG_STATE_HOME"
            raise UsageError(f"cannot be written: {error.strerror}", str(self._path), mend) from error
        self._write(_Head(cloud))

    def making(self, kind: str, name: str) -> None:
        """Something is about to be asked for."""
        self._note(Entry(kind, name))

    def made(self, kind: str, name: str, id_: str) -> None:
        """It is there."""
        self._note(Entry(kind, name, id_))

    def gone(self, kind: str, name: str) -> None:
        """It is there no longer, or never was."""
        entry = self._left.pop((kind, name), None)
        if entry is not None:
            self._write(msgspec.structs.replace(entry, gone=True))

    def changing(self, undo: str) -> None:
        """Something of the deployment is about to be changed; to undo it by hand, do that."""
        self._note(Entry(UNDO, undo))

    def restored(self) -> None:
        """All that was changed is as it was found."""
        for kind, name in list(self._left):
            if kind == UNDO:
                self.gone(kind, name)

    def name_of(self, kind: str, id_: str) -> str:
        """The name under which something was written down."""
        return next((name for (of, name), entry in self._left.items() if of == kind and entry.id == id_), "")

    def clean(self, cloud: Connection) -> None:
        """Removes what is left, and then the file, unless something is still to be undone; once.

        :raises TargetError: something stays; the file then stays too.
        """
        if self._file < 0:
            return
        from ._cleanup import remove

        os.close(self._file)
        self._file = -1
        things, undo = parted(list(self._left.values()))
        remove(cloud, things, self.run)
        if not undo:
            self._path.unlink(missing_ok=True)

    def _note(self, entry: Entry) -> None:
        self._left[entry.kind, entry.name] = entry
        self._write(entry)

    def _write(self, line: msgspec.Struct) -> None:
        os.write(self._file, msgspec.json.encode(line) + b"\n")
        os.fsync(self._file)


def parted(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """The things, and how to undo what is no thing."""
    return [each for each in entries if each.kind != UNDO], [each.name for each in entries if each.kind == UNDO]


def read(run: str) -> tuple[str, list[Entry], Path]:
    """The cloud of a run, what is left there of what it made, and the file that says so.

    :raises UsageError: there is no such run, or its file is broken.
    """
    path = _folder() / f"{run}.jsonl"
    if not run.isalnum() or not path.is_file():
        runs = ", ".join(sorted(each.stem for each in _folder().glob("*.jsonl"))) or "none"
        raise UsageError(
            f"there is no run {run!r} to clean up after", str(_folder()), f"runs that left something: {runs}"
        )
    lines = path.read_bytes().splitlines() or [b""]
    left: dict[tuple[str, str], Entry] = {}
    try:
        cloud = msgspec.json.decode(lines[0], type=_Head).cloud
        for entry in (msgspec.json.decode(line, type=Entry) for line in lines[1:] if line.endswith(b"}")):
            left[entry.kind, entry.name] = entry
    except msgspec.MsgspecError as error:
        raise UsageError(f"broken: {error}", str(path), "remove by hand what has the run in its name") from error
    return cloud, [entry for entry in left.values() if not entry.gone], path


def runs() -> list[str]:
    """The runs that have left something, or are under way, a line each."""
    return [f"{path.stem}  {_told(path.stem)}" for path in sorted(_folder().glob("*.jsonl"))]


def _told(run: str) -> str:
    """One that cannot be read keeps no other from being told."""
    try:
        cloud, left, _ = read(run)
    except UsageError as error:
        return f"{error.what}; {error.mend}"
    things, undo = parted(left)
    return f"{cloud}: {len(things)} things" + (f", {len(undo)} to be undone by hand" if undo else "")


def _folder() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "pytest-cloudflow" / "runs"
