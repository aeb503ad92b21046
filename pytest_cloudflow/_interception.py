"""Leads requests of sessions that nobody here made to an embedded cloud, by `responses`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
import responses

from .embedded import EmbeddedCloud

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


@contextmanager
def intercepted(cloud: EmbeddedCloud) -> Iterator[responses.RequestsMock]:
    """While the block runs, requests to the cloud's hosts are answered by it; those to others are refused.

    `calls` of what is given keeps every request until it is reset. A test that uses `responses` on its own inside the
    block takes the place of this.
    """
    session = cloud.session()
    hosts = "|".join(re.escape(host) for host in cloud.cloud.doors.apps)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in METHODS:
            mock.add_callback(
                method, re.compile(rf"http://({hosts})(:80)?/.*"), lambda asked: _answered(session, asked)
            )
        yield mock


def _answered(session: requests.Session, asked: requests.PreparedRequest) -> tuple[int, Mapping[str, str], bytes]:
    """The cloud's own answer."""
    got = session.get_adapter(asked.url or "").send(asked)
    return got.status_code, got.headers, got.content
