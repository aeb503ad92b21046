"""`/os-keypairs`: servers run no guest that would let a key in, so there are none."""

from __future__ import annotations

import falcon

from ....http import Request
from ..parts import readers
from ..versions import versioned


@versioned
class Keypairs:
    """`/os-keypairs`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists none."""
        readers(req.ctx, "os-keypairs:index")
        resp.media = {"keypairs": []}
