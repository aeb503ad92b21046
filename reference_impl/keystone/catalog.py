"""The catalog: which services there are, and at which URLs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from ..world import World
from .identity import NotThere

REGION = "RegionOne"
INTERFACES = ("public", "internal", "admin")


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service, such as `compute`."""

    id: str
    type: str
    name: str
    description: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where it is. `%(project_id)s` in its URL stands for the project of who asks."""

    id: str
    service_id: str
    interface: str
    url: str
    region: str = REGION
    enabled: bool = True


class Catalog:
    """Services and endpoints by their ids."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self.services: dict[str, Service] = {}
        self.endpoints: dict[str, Endpoint] = {}

    def add(self, service_type: str, name: str, url: str) -> Service:
        """A service with one URL for all interfaces. One of that type that was there before is replaced."""
        with self._lock:
            for each in [each for each in self.services.values() if each.type == service_type]:
                self._drop(each.id)
            service = Service(self._id(), service_type, name)
            self.services[service.id] = service
            for interface in INTERFACES:
                self._put(Endpoint(self._id(), service.id, interface, url))
        return service

    def add_service(self, service_type: str, name: str, **more: Any) -> Service:
        """A service without endpoints."""
        service = Service(self._id(), service_type, name, **more)
        with self._lock:
            self.services[service.id] = service
        return service

    def add_endpoint(self, service_id: str, interface: str, url: str, **more: Any) -> Endpoint:
        """One URL of a service.

        :raises NotThere: there is no such service.
        """
        if service_id not in self.services:
            raise NotThere(f"Could not find service: {service_id}.")
        endpoint = Endpoint(self._id(), service_id, interface, url, **more)
        with self._lock:
            self._put(endpoint)
        return endpoint

    def change_service(self, service_id: str, **changes: Any) -> Service:
        """The service with some of it changed.

        :raises NotThere: it is not there.
        """
        with self._lock:
            if service_id not in self.services:
                raise NotThere(f"Could not find service: {service_id}.")
            changed = self.services[service_id] = replace(self.services[service_id], **changes)
        return changed

    def change_endpoint(self, endpoint_id: str, **changes: Any) -> Endpoint:
        """The endpoint with some of it changed.

        :raises NotThere: it is not there, or the service that it is to be of.
        """
        with self._lock:
            if endpoint_id not in self.endpoints:
                raise NotThere(f"Could not find endpoint: {endpoint_id}.")
            changed = replace(self.endpoints[endpoint_id], **changes)
            if changed.service_id not in self.services:
                raise NotThere(f"Could not find service: {changed.service_id}.")
            self._put(changed)
        return changed

    def remove_service(self, service_id: str) -> None:
        """Takes a service out with its endpoints.

        :raises NotThere: it is not there.
        """
        with self._lock:
            if service_id not in self.services:
                raise NotThere(f"Could not find service: {service_id}.")
            self._drop(service_id)

    def remove_endpoint(self, endpoint_id: str) -> None:
        """Takes an endpoint out.

        :raises NotThere: it is not there.
        """
        with self._lock:
            if self.endpoints.pop(endpoint_id, None) is None:
                raise NotThere(f"Could not find endpoint: {endpoint_id}.")

    def shown_to(self, project_id: str | None) -> list[dict[str, Any]]:
        """As a token has it: services with their endpoints; URLs that want a project only to those who have one.

        What is disabled is left out.
        """
        return [
            {"id": service.id, "type": service.type, "name": service.name, "endpoints": endpoints}
            for service in list(self.services.values())
            if service.enabled and (endpoints := self._shown(service.id, project_id))
        ]

    def _shown(self, service_id: str, project_id: str | None) -> list[dict[str, Any]]:
        return [
            {
                "id": endpoint.id,
                "interface": endpoint.interface,
                "region": endpoint.region,
                "region_id": endpoint.region,
                "url": endpoint.url.replace("%(project_id)s", project_id or ""),
            }
            for endpoint in list(self.endpoints.values())
            if endpoint.service_id == service_id
            and endpoint.enabled
            and (project_id is not None or "%(" not in endpoint.url)
        ]

    def _put(self, endpoint: Endpoint) -> None:
        self.endpoints[endpoint.id] = endpoint

    def _drop(self, service_id: str) -> None:
        del self.services[service_id]
        for key in [key for key, each in self.endpoints.items() if each.service_id == service_id]:
            del self.endpoints[key]

    def _id(self) -> str:
        return self._world.uuid().replace("-", "")
