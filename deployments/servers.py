"""The servers that tests start for themselves: RabbitMQ, MariaDB and PostgreSQL, from Debian's packages.

`python -m deployments.servers` unpacks them, once, into `.dev/servers`; nothing is installed, so none of their daemons
is started. Where it cannot be done the tests that need them are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from pytest_cloudflow.errors import TargetError

from .packages import Packages
from .steps import teller

NAMES = ("rabbitmq-server", "mariadb-server-core", "mariadb-client-core", "postgresql")
FOLDER = Path(__file__).parents[1] / ".dev" / "servers"

_PACKAGES = Packages(FOLDER / "packages", FOLDER / "packages.out")
_DONE = FOLDER / "unpacked"


def find(program: str) -> Path | None:
    """Where a program of theirs is: as it was unpacked, else as the machine has it; none if it is nowhere."""
    roots = (_PACKAGES.root, Path("/")) if _unpacked() else (Path("/"),)
    found = shutil.which(program, path=os.pathsep.join(str(folder) for root in roots for folder in _folders(root)))
    return None if found is None else Path(found)


def environment() -> dict[str, str]:
    """What such a program needs in its environment."""
    return {**os.environ, **(_PACKAGES.environment() if _unpacked() else {})}


def main() -> int:
    """Unpacks them, where that is not done; a machine on which it cannot be done goes without."""
    if _unpacked():
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    say = teller()
    try:
        _PACKAGES.unpack(NAMES, say)
    except TargetError as error:
        say(f"tests that need {', '.join(NAMES)} are skipped where the machine has none: {error}")
        return 0
    _DONE.write_text(_state())
    return 0


def _folders(root: Path) -> list[Path]:
    """Where Debian has programs, those included that are not meant to be called by hand."""
    own = sorted((root / "usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [*own, root / "usr/lib/rabbitmq/bin", *(root / each for each in ("usr/sbin", "usr/bin", "sbin", "bin"))]


def _unpacked() -> bool:
    return _DONE.is_file() and _DONE.read_text() == _state()


def _state() -> str:
    """Files of the packages name the place where they are."""
    return f"{' '.join(NAMES)} {FOLDER}\n"


if __name__ == "__main__":
    sys.exit(main())
