"""Bodies of OpenStack's REST APIs as factories of factory-boy: what a client sends to make something.

Each is called with the keys of its body and gives the whole of it, envelope included, for `session.post(url, json=…)`:

>>> UserFactory(name="alice")["user"]["name"]
'alice'
>>> ServerFactory(auto_network=True)["server"]["networks"]
'auto'
"""

from ._body import ABSENT, Body
from ._compute import FlavorFactory, HostFactory
from ._identity import LoginFactory, ProjectFactory, UserFactory
from ._image import ImageFactory
from ._network import NetworkFactory, PortFactory, SubnetFactory
from ._server import ServerFactory
from ._volume import VolumeFactory

__all__ = [
    "ABSENT",
    "Body",
    "FlavorFactory",
    "HostFactory",
    "ImageFactory",
    "LoginFactory",
    "NetworkFactory",
    "PortFactory",
    "ProjectFactory",
    "ServerFactory",
    "SubnetFactory",
    "UserFactory",
    "VolumeFactory",
]
