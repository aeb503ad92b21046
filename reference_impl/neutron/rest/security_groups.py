"""`/v2.0/security-groups` and `/v2.0/security-group-rules`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ...context import Context
from ...http import Fault
from ..model import Networking, Rule, SecurityGroup
from ..model.errors import SecurityGroupNotFound, SecurityGroupRuleNotFound
from . import convert
from .attributes import COMMON, Attribute, Attributes, Values
from .policy import owns
from .views import group_view, rule_view

_PORT = convert.or_none(convert.whole(0, 65_535))


class GroupKind:
    """Security groups: a project sees its own, the group `default` always among them."""

    name = "security_group"
    plural = "security_groups"
    attributes: Attributes = COMMON
    filters: Collection[str] = frozenset(COMMON) | {"id", "stateful"}

    def __init__(self, model: Networking) -> None:
        self._groups = model.security_groups

    def all(self, ctx: Context) -> Sequence[SecurityGroup]:
        """Those of the asker's project; of all projects for an administrator."""
        if ctx.project_id is not None:
            self._groups.default(ctx.project_id)
        return [each for each in self._groups.all() if owns(ctx, each)]

    def get(self, ctx: Context, thing_id: str) -> SecurityGroup:
        """One that the asker sees."""
        group = self._groups.get(thing_id)
        if not owns(ctx, group):
            raise SecurityGroupNotFound(thing_id)
        return group

    def may_change(self, ctx: Context, thing: SecurityGroup) -> bool:
        """Its owner may."""
        return owns(ctx, thing)

    def create(self, ctx: Context, project_id: str, values: Values) -> SecurityGroup:  # noqa: ARG002 -- as every kind
        """Makes one."""
        return self._groups.create(project_id, **values)

    def update(self, ctx: Context, thing: SecurityGroup, values: Values) -> SecurityGroup:  # noqa: ARG002 -- as every kind
        """Changes one."""
        return self._groups.update(thing.id, **values)

    def delete(self, thing: SecurityGroup) -> None:
        """Deletes one that no port has."""
        self._groups.delete(thing.id)

    def view(self, ctx: Context, thing: SecurityGroup) -> dict[str, Any]:  # noqa: ARG002 -- as every kind
        """All of it, with its rules."""
        return group_view(thing)


class Held(NamedTuple):
    """A rule, and the group that has it."""

    group: SecurityGroup
    rule: Rule


_RULE: Attributes = MappingProxyType(
    {
        "security_group_id": Attribute(convert.uuid, "group_id", can_update=False, is_required=True),
        "direction": Attribute(convert.one_of("ingress", "egress"), "direction", can_update=False, is_required=True),
        "ethertype": Attribute(convert.one_of("IPv4", "IPv6"), "ethertype", can_update=False),
        "protocol": Attribute(convert.or_none(convert.text), "protocol", can_update=False),
        "port_range_min": Attribute(_PORT, "port_min", can_update=False),
        "port_range_max": Attribute(_PORT, "port_max", can_update=False),
        "remote_group_id": Attribute(convert.or_none(convert.uuid), "remote_group", can_update=False),
        "remote_ip_prefix": Attribute(convert.or_none(convert.subnet), "remote_prefix", can_update=False),
        "description": Attribute(convert.text, "description", can_update=False),
        "tenant_id": Attribute(convert.text, "project_id", can_update=False),
        "project_id": Attribute(convert.text, "project_id", can_update=False),
    }
)


class RuleKind:
    """Rules of security groups; they are made and deleted, and never changed."""

    name = "security_group_rule"
    plural = "security_group_rules"
    attributes: Attributes = _RULE
    filters: Collection[str] = frozenset(_RULE) | {"id"}

    def __init__(self, model: Networking) -> None:
        self._groups = model.security_groups

    def all(self, ctx: Context) -> Sequence[Held]:
        """Those of the groups that the asker sees."""
        return [Held(group, rule) for group in self._groups.all() if owns(ctx, group) for rule in group.rules]

    def get(self, ctx: Context, thing_id: str) -> Held:
        """One that the asker sees."""
        for held in self.all(ctx):
            if held.rule.id == thing_id:
                return held
        raise SecurityGroupRuleNotFound(thing_id)

    def may_change(self, ctx: Context, thing: Held) -> bool:
        """Its group's owner may."""
        return owns(ctx, thing.group)

    def create(self, ctx: Context, project_id: str, values: Values) -> Held:  # noqa: ARG002 -- as every kind
        """Makes one."""
        group = self._groups.get(values.pop("group_id"))
        if not owns(ctx, group):
            raise SecurityGroupNotFound(group.id)
        return Held(group, self._groups.add_rule(group.id, values.pop("direction"), **values))

    def update(self, ctx: Context, thing: Held, values: Values) -> Held:  # noqa: ARG002 -- as every kind
        """Refused, as there is nothing about a rule that could be changed."""
        raise Fault(405, "The method is not allowed for this resource.")

    def delete(self, thing: Held) -> None:
        """Deletes one."""
        self._groups.remove_rule(thing.rule.id)

    def view(self, ctx: Context, thing: Held) -> dict[str, Any]:  # noqa: ARG002 -- as every kind
        """All of it."""
        return rule_view(thing.group, thing.rule)
