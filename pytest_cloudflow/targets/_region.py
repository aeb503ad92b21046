"""A cloud of `clouds.yaml`: its connection, and the session of requests that all of the kit's own exchanges go by."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any, cast

import requests
from keystoneauth1 import exceptions, session
from keystoneauth1.identity.base import BaseIdentityPlugin
from openstack import connection
from openstack import exceptions as errors

from ..errors import TargetError
from ..probes.live.api import ApiProbe
from ._clouds_yaml import entry, unusable
from ._sdk import unwarned, using
from ._way import Way

PATIENCE = 120.0
"""Seconds that an answer may take, where `clouds.yaml` has no `api_timeout`; nova-api waits a minute for some."""

_USER_INFO = re.compile(r"//[^/@]*@")


class Region:
    """A connection of openstacksdk whose exchanges a probe sees.

    :raises UsageError: `clouds.yaml` has no such cloud, or is broken.
    :raises TargetError: the cloud cannot be reached, or lets nobody in with what stands there.
    """

    def __init__(self, name: str, probe: ApiProbe) -> None:
        self.name = name
        self.session = requests.Session()
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, probe)
        with ExitStack() as stack:
            stack.callback(self.session.close)
            with unwarned():
                self.config = entry(name, self._session)
                self.connection = connection.Connection(config=self.config)
            stack.callback(self.connection.close)
            for service, url in self._catalog():
                probe.know(service, url)
            self._open = stack.pop_all()

    def way(self) -> Way:
        """For requests that openstacksdk would not make, with what `clouds.yaml` says of certificates.

        :raises TargetError: the catalog has no nova-api for this region.
        """
        verify, cert = self.config.get_requests_verify_args()
        with using("where nova-api is"):
            compute = self.connection.compute.get_endpoint()
        if compute is None:
            raise TargetError("the catalog has no nova-api", f"openstack:{self.name}", "the region of clouds.yaml?")
        return Way(self.session, compute, verify, cert)

    def forget_token(self) -> None:
        """Has the next request log in anew."""
        self.connection.session.invalidate()

    def close(self) -> None:
        """Closes its connections."""
        self._open.close()

    def _session(self, **given: Any) -> session.Session:
        """Keystoneauth's, by our session, and with an end to every wait."""
        return session.Session(session=self.session, **given | {"timeout": given.get("timeout") or PATIENCE})

    def _catalog(self) -> list[tuple[str, str]]:
        """Service types and URLs."""
        try:
            with unwarned():
                ks = self.connection.session
                access = cast(BaseIdentityPlugin, ks.auth).get_access(ks)
        except exceptions.Unauthorized as error:
            raise TargetError("keystone lets nobody in", f"openstack:{self.name}", _MEND) from error
        except (errors.SDKException, exceptions.ClientException) as error:
            what = f"keystone cannot be asked ({type(error).__name__})"
            where = f"openstack:{self.name}, auth_url {self._auth_url()}"
            raise TargetError(what, where, "the right auth_url; is keystone up?") from error
        except OSError as error:  # a certificate, of which requests says so
            raise unusable(self.name, error, "a file that can be read") from error
        found = access.service_catalog.get_endpoints_data() if access.has_service_catalog() else {}
        return [(service, str(each.url)) for service, endpoints in found.items() for each in endpoints]

    def _auth_url(self) -> str:
        """What `clouds.yaml` has, without what may be secret in it."""
        return _USER_INFO.sub("//", str(self.config.config.get("auth", {}).get("auth_url", "")))


_MEND = "the right user, password and project in clouds.yaml"
