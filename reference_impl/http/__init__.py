"""How components talk REST: what a service is made of, what one component calls another with, and what is told of it.

A service is an `Api`: routes to Falcon resources, errors in the form that the OpenStack service of that name gives, and
a door at which strangers' exchanges are told. A component calls with a `Client`, which tells its own exchanges. What an
exchange showed (`Shows`) is read off what went over the wire, by one reader for each route, whoever tells it; so a
service can be replaced by another program and what it showed is still known.

Apart, because of what they import: `network` and `adapter` (requests) and `serving` (cheroot).
"""

from .api import Api
from .client import BadAnswer, Client, HttpError, Response, Transport, Unreachable
from .facts import NOTHING, Shows, Side, names, segment, text, texts
from .faults import Fault, cinder_form, glance_form, keystone_form, neutron_form, nova_form
from .fields import Fields
from .inprocess import InProcess
from .refusals import Refused, accepted, message_of
from .request import Request

__all__ = [
    "NOTHING",
    "Api",
    "BadAnswer",
    "Client",
    "Fault",
    "Fields",
    "HttpError",
    "InProcess",
    "Refused",
    "Request",
    "Response",
    "Shows",
    "Side",
    "Transport",
    "Unreachable",
    "accepted",
    "cinder_form",
    "glance_form",
    "keystone_form",
    "message_of",
    "names",
    "neutron_form",
    "nova_form",
    "segment",
    "text",
    "texts",
]
