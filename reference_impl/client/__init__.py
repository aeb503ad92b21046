"""The client: takes credentials, asks for a server, and waits until it is there (steps 1, 2 and 3 of the flow).

`_client` is what a program uses, `_boot` the command `python -m reference_impl boot`.
"""

from ._client import NAME, BootFailed, Client, NotThere, Server, ServerRequest

__all__ = ["NAME", "BootFailed", "Client", "NotThere", "Server", "ServerRequest"]
