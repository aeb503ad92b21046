"""Lets any client that is built on requests talk to services of this process, with no socket.

`session.mount("http://", WsgiAdapter({"keystone.cloud": app}))`, and openstacksdk, keystoneauth or a plain session
reaches the application under `http://keystone.cloud/`. With the session's `trust_env` off, a request costs half.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from .client import App
from .wsgi import Answer, call, environ_of


class WsgiAdapter(BaseAdapter):
    """Answers by calling WSGI applications.

    :param apps: by host name, with the port where the URL has one (`keystone.cloud`, `127.0.0.1:5000`); read at
        each request.
    """

    def __init__(self, apps: Mapping[str, App]) -> None:
        super().__init__()
        self._apps = apps

    def send(self, request: requests.PreparedRequest, *_: Any, **_transport: Any) -> requests.Response:
        """Has the application of the URL's host answer. Timeouts, proxies and certificates mean nothing here.

        :raises requests.ConnectionError: there is none.
        """
        url = urlsplit(request.url or "")
        app = self._apps.get(url.netloc.removesuffix(":80"))
        if app is None:
            raise requests.ConnectionError(f"no service at {url.netloc}", request=request)
        environ = environ_of(
            request.method or "GET", url.netloc, url.path or "/", url.query, request.headers, _body(request)
        )
        return self._response(request, call(app, environ))

    def close(self) -> None:
        """Holds nothing."""

    def _response(self, request: requests.PreparedRequest, answer: Answer) -> requests.Response:
        response = requests.Response()
        response.status_code = answer.status
        response.reason = answer.reason
        response.headers = CaseInsensitiveDict(answer.headers)
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = HTTPResponse(
            io.BytesIO(answer.body),
            headers=HTTPHeaderDict(answer.headers),
            status=answer.status,
            reason=answer.reason,
            preload_content=False,
            request_method=request.method,
        )
        response.url = request.url or ""
        response.request = request
        response.connection = self  # type: ignore[assignment]  # typed as requests' own adapter, of which it is no kind
        extract_cookies_to_jar(response.cookies, request, response.raw)  # type: ignore[no-untyped-call]  # requests' own
        return response


def _body(request: requests.PreparedRequest) -> bytes | IO[bytes]:
    """What is sent: nothing, text, a file that is read as the service asks for it, or pieces."""
    body: Any = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if hasattr(body, "read") and "Content-Length" in request.headers:
        file: IO[bytes] = body
        return file
    return b"".join(body)
