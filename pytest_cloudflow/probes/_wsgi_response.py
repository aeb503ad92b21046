"""Follows a WSGI response on its way out, piece by piece as it comes, and tells once when it is over.

It is over with the last byte that its `Content-Length` promises, and that is told before this byte leaves: nobody can
act on an answer that is not told yet. Without a length it is over when the application has no more.

What a server looks at more closely passes as it is: a list, by whose length a server may give the response one, and a
file, that a server may send by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ._fields import json_of
from ._wsgi_request import LONGEST, is_json

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ExcInfo = tuple[type[BaseException], BaseException, "TracebackType"] | tuple[None, None, None]


class Answer:
    """One response. It is `start_response` to the application.

    :param over: called once, with this.
    :param reads: whether a body shows something, by the status.

    :ivar status: `None` until the application has said it.
    :ivar headers: those of the response, by their names in lower case.
    :ivar error: what the application failed with.
    """

    def __init__(self, start: StartResponse, over: Callable[[Answer], None], reads: Callable[[int], bool]) -> None:
        self._start = start
        self._over = over
        self._reads = reads
        self._body: list[bytes] | None = None
        self._size = 0
        self._length: int | None = None
        self._told = False
        self.status: int | None = None
        self.error: BaseException | None = None
        self.headers: dict[str, str] = {}

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /) -> Any:
        """Notes status and headers, and hands them on."""
        write = self._start(status, headers, exc_info) if exc_info else self._start(status, headers)
        self.status = int(status[:3]) if status[:3].isdigit() else None
        self.headers = {name.lower(): value for name, value in headers}
        length = self.headers.get("content-length", "")
        self._length = int(length) if length.isdigit() else None
        looked_at = is_json(self.headers.get("content-type")) and self._reads(self.status or 0)
        self._body = [] if looked_at else None

        def written(piece: bytes) -> object:
            self.pass_by(piece)
            return write(piece)

        return written

    @property
    def body(self) -> Any:
        """The body as JSON, `None` where it is not looked at or too long."""
        return json_of(b"".join(self._body)) if self._body else None

    def pass_by(self, piece: bytes) -> None:
        """Notes a piece that is about to leave."""
        self._size += len(piece)
        if self._body is not None:
            self._body.append(piece)
            if self._size > LONGEST:
                self._body = None
        if self._length is not None and self._size >= self._length and self._length:
            self.end()

    def end(self, error: BaseException | None = None) -> None:
        """Tells that it is over, the first time: as it should, or by an error of the application's.

        Where the application has said no status before it failed, a server says 500.
        """
        if self._told:
            return
        self._told, self.error = True, error
        if error is not None and self.status is None:
            self.status = 500
        self._over(self)

    def followed(self, result: Iterable[bytes], environ: WSGIEnvironment) -> Iterable[bytes]:
        """What the server is to be given for what the application gave."""
        if isinstance(result, list | tuple):
            for piece in result:
                self.pass_by(piece)
            self.end()
            return result
        wrapper = environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(result, wrapper):
            self.end()
            return result
        return (_Sized if hasattr(result, "__len__") else _Body)(result, self)


class _Body:
    """What the application gives, as it comes."""

    def __init__(self, result: Iterable[bytes], answer: Answer) -> None:
        self._result: Any = result
        self._pieces: Iterator[bytes] | None = None
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._pieces is None:
            self._pieces = iter(self._result)
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._answer.end()
            raise
        except BaseException as error:
            self._answer.end(error)
            raise
        self._answer.pass_by(piece)
        return piece

    def close(self) -> None:
        """The server is done with it, be it at its end or not."""
        try:
            if hasattr(self._result, "close"):
                self._result.close()
        finally:
            self._answer.end()


class _Sized(_Body):
    """One that knows of how many pieces it is."""

    def __len__(self) -> int:
        return len(self._result)
