"""libvirt's event loop, of which a process has one: it runs in a thread while somebody listens.

It has to be registered before the connections are opened whose events it is to deliver.
"""

from __future__ import annotations

import threading

import libvirt  # type: ignore[import-untyped,import-not-found,unused-ignore]  # has no types, and may be missing


class _Loop:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners = 0
        self._thread: threading.Thread | None = None
        self._stopping = False

    def join(self) -> None:
        """Somebody listens from now on."""
        with self._lock:
            self._listeners += 1
            if self._thread is None:
                libvirt.registerErrorHandler(_hear, None)
                libvirt.virEventRegisterDefaultImpl()
                self._stopping = False
                self._thread = threading.Thread(target=self._run, name="cloudflow-libvirt", daemon=True)
                self._thread.start()

    def leave(self) -> None:
        """Somebody listens no longer; the last one stops the loop."""
        with self._lock:
            self._listeners -= 1
            if self._listeners or self._thread is None:
                return
            self._stopping = True
            libvirt.virEventAddTimeout(0, self._wake, None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopping:
            libvirt.virEventRunDefaultImpl()

    @staticmethod
    def _wake(timer: int, _opaque: object) -> None:
        libvirt.virEventRemoveTimeout(timer)


def _hear(_context: object, _error: object) -> None:
    """What libvirt would print is raised as well."""


LOOP = _Loop()
