"""What there is none of here: routers, and with them floating IPs.

Clients ask for the floating IPs of each server that they look at, and take a refusal for a fault of the cloud. So these
lists can be asked for and are empty; nothing can be put in, and the extension `router` is not among those that the API
says it has.
"""

from __future__ import annotations

import falcon

from ...http import Request


class Nothing:
    """A list that is always empty.

    :param plural: what it stands under in a body.
    """

    def __init__(self, plural: str) -> None:
        self._plural = plural

    def on_get(self, _req: Request, resp: falcon.Response) -> None:
        """None."""
        resp.media = {self._plural: []}
