"""Which component a process is, by its command line, however a deployment starts its services.

`nova-compute` as a script of Python's, `nova-conductor: master process` by setproctitle, `nova-apiuWSGI worker 1` and
`--ini nova-api.ini` of uWSGI, `gunicorn: worker [nova-api]`, `(wsgi:nova-api)` of mod_wsgi.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

_WORDS = re.compile(r"[\s:=()\[\]]+")
_RUNNERS = re.compile(r"(?:python|pypy|uwsgi|gunicorn|waitress|dumb-init|tini|env$|sudo$|sh$|bash$)")
_CLIENTS = frozenset({"openstack", "pytest", "py.test"})
_ENDING = re.compile(r"\.(?:py|pyc|ini|wsgi|conf)$|uWSGI$")
_AGENT = "agent"


class Names(Protocol):
    """Tells what is called by a name."""

    def of(self, process: str | None) -> str | None:
        """The component of that name."""


def component_of(command: Sequence[str], names: Names) -> str | None:
    """The component that a command line starts: `client` for a command line client, `None` where it cannot be told.

    The first word that names one decides. Only what runs other programs is looked at beyond its own name: that
    haproxy is given a file called after nova-api does not make it nova-api.
    """
    return next((found for word in _words(command) if (found := _named(word, names))), None)


def _words(command: Sequence[str]) -> Iterator[str]:
    """The words that may name what runs, paths by their last part."""
    program, *rest = command or ("",)
    titled = [each for each in _WORDS.split(program) if each]
    yield from map(_plain, titled)
    if titled and _RUNNERS.match(titled[0].rpartition("/")[2]):
        for argument in rest:
            yield from map(_plain, _WORDS.split(argument))


def _named(word: str, names: Names) -> str | None:
    if word in _CLIENTS:
        return "client"
    return None if word.endswith(_AGENT) else names.of(word)


def _plain(word: str) -> str:
    return _ENDING.sub("", word.rpartition("/")[2])
