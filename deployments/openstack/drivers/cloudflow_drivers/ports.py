"""An ML2 mechanism driver that binds any port, with no agent.

The interface is of the type `tap`: nova's libvirt driver makes such a device of the kernel by itself, with no bridge to
put it on, and its fake driver asks for nothing.
"""

from __future__ import annotations

import importlib

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api
from sqlalchemy import orm


class BindAllDriver(api.MechanismDriver):
    """Binds a port to the first segment of its network, and has it active at once."""

    def initialize(self) -> None:
        """Has the tables' relations known from the start.

        A list of ports names a port's forwardings, which belong to a plugin that is not loaded here: a neutron-server
        whose first request is such a list would answer it, and each one after it, with an error.
        """
        importlib.import_module("neutron.db.models.port_forwarding")
        orm.configure_mappers()

    @property
    def connectivity(self) -> str:
        """What a port is promised, though nothing is behind it."""
        return str(portbindings.CONNECTIVITY_L2)

    def bind_port(self, context: api.PortContext) -> None:
        """Binds it, if it is an ordinary one."""
        if context.current[portbindings.VNIC_TYPE] != portbindings.VNIC_NORMAL:
            return
        for segment in context.segments_to_bind[:1]:
            details = {portbindings.CAP_PORT_FILTER: False}
            context.set_binding(
                segment[api.ID], portbindings.VIF_TYPE_TAP, details, status=constants.PORT_STATUS_ACTIVE
            )
