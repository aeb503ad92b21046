"""Free ports of the loopback interface, found when the cloud comes up and kept as long as they stay free."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as caller:
        caller.settimeout(1.0)
        return caller.connect_ex((LOOPBACK, port)) == 0


def choose_ports(names: Iterable[str], held: Mapping[str, int], ours: Collection[str] = ()) -> dict[str, int]:
    """A port for each name: the one held if it is free or ours, else another.

    :param ours: names whose process runs and has the port.
    """
    kept = {name: held[name] for name in names if name in held and (name in ours or is_free(held[name]))}
    missing = [name for name in names if name not in kept]
    return {**kept, **dict(zip(missing, _free(len(missing), set(kept.values())), strict=True))}


def _free(count: int, taken: Collection[int]) -> list[int]:
    """Different free ports, none of them of `taken`."""
    found: list[int] = []
    with ExitStack() as stack:
        while len(found) < count:
            listener = stack.enter_context(socket.socket())
            listener.bind((LOOPBACK, 0))
            port = listener.getsockname()[1]
            if port not in taken:
                found.append(port)
    return found
