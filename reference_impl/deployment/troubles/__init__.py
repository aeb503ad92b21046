"""Troubles that a cloud may be in for a while: a service is away, a host refuses, there is no room, a message is lost.

Each is a context: the cloud is in trouble inside, and as it was before afterwards. `services` is what becomes of REST
APIs, `messages` of the broker and of who takes messages, `hosts` of nova-compute's hosts, `contents` of what is left
for a user, `deletions` who deletes a server that is not there yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ._trouble import Trouble
from .contents import CONTENTS
from .deletions import DELETIONS
from .hosts import HOSTS
from .messages import MESSAGES
from .services import SERVICES

__all__ = ["TROUBLES", "Trouble"]

TROUBLES: Mapping[str, Trouble] = MappingProxyType({**SERVICES, **MESSAGES, **HOSTS, **CONTENTS, **DELETIONS})
"""By name, what a cloud can be made to suffer."""
