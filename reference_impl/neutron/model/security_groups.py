"""Security groups: what ports let through. Nothing here filters anything; they are kept, and clients can ask for them.

Every project has a group `default`, made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .errors import (
    SecurityGroupCannotRemoveDefault,
    SecurityGroupDefaultAlreadyExists,
    SecurityGroupInUse,
    SecurityGroupInvalidPortRange,
    SecurityGroupNotFound,
    SecurityGroupRuleExists,
    SecurityGroupRuleNotFound,
)
from .state import State
from .values import DEFAULT, Rule, SecurityGroup

_VERSIONS = ("IPv4", "IPv6")


class SecurityGroups:
    """All security groups there are, whoever asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def default(self, project_id: str) -> SecurityGroup:
        """The project's group `default`: all may go out, and in from ports of the same group."""
        state = self._state
        with state.lock:
            group_id = state.defaults.get(project_id)
            if group_id is not None:
                return state.groups[group_id]
            group = self._made(project_id, DEFAULT, "Default security group")
            ingress = tuple(self._rule("ingress", version, remote_group=group.id) for version in _VERSIONS)
            group = replace(group, rules=(*group.rules, *ingress))
            state.groups[group.id] = group
            state.defaults[project_id] = group.id
            return group

    def create(self, project_id: str, name: str = "", description: str = "") -> SecurityGroup:
        """A new group: all may go out, nothing in.

        :raises SecurityGroupDefaultAlreadyExists: it is called `default`.
        """
        if name == DEFAULT:
            raise SecurityGroupDefaultAlreadyExists
        with self._state.lock:
            group = self._made(project_id, name, description)
            self._state.groups[group.id] = group
        return group

    def get(self, group_id: str) -> SecurityGroup:
        """One group.

        :raises SecurityGroupNotFound: it is not there.
        """
        with self._state.lock:
            found = self._state.groups.get(group_id)
        if found is None:
            raise SecurityGroupNotFound(group_id)
        return found

    def all(self) -> Sequence[SecurityGroup]:
        """All of them, the oldest first."""
        with self._state.lock:
            return list(self._state.groups.values())

    def update(self, group_id: str, *, name: str | None = None, description: str | None = None) -> SecurityGroup:
        """The group, changed; `None` leaves a thing as it is.

        :raises SecurityGroupNotFound: it is not there.
        """
        with self._state.lock:
            old = self.get(group_id)
            return self._put(
                replace(
                    old,
                    name=old.name if name is None else name,
                    description=old.description if description is None else description,
                )
            )

    def delete(self, group_id: str) -> None:
        """Deletes a group.

        :raises NeutronError: it is not there, ports have it, or it is its project's `default`.
        """
        state = self._state
        with state.lock:
            group = self.get(group_id)
            if state.defaults.get(group.project_id) == group_id:
                raise SecurityGroupCannotRemoveDefault
            if any(group_id in port.security_groups for port in state.ports.values()):
                raise SecurityGroupInUse(group_id)
            del state.groups[group_id]

    def add_rule(
        self,
        group_id: str,
        direction: str,
        ethertype: str = "IPv4",
        *,
        protocol: str | None = None,
        port_min: int | None = None,
        port_max: int | None = None,
        remote_group: str | None = None,
        remote_prefix: str | None = None,
        description: str = "",
    ) -> Rule:
        """A new rule of a group.

        :raises NeutronError: the group, or the one that the rule names, is not there; or it has such a rule; or the
            ports end before they begin.
        """
        if port_min is not None and port_max is not None and port_min > port_max:
            raise SecurityGroupInvalidPortRange
        with self._state.lock:
            group = self.get(group_id)
            if remote_group is not None:
                self.get(remote_group)
            rule = self._rule(
                direction, ethertype, protocol, port_min, port_max, remote_group, remote_prefix, description
            )
            for each in group.rules:
                if _says_the_same(each, rule):
                    raise SecurityGroupRuleExists(each.id)
            self._put(replace(group, rules=(*group.rules, rule)))
        return rule

    def remove_rule(self, rule_id: str) -> None:
        """Deletes a rule.

        :raises SecurityGroupRuleNotFound: it is not there.
        """
        with self._state.lock:
            group = self.group_of(rule_id)
            self._put(replace(group, rules=tuple(each for each in group.rules if each.id != rule_id)))

    def group_of(self, rule_id: str) -> SecurityGroup:
        """The group that a rule is of.

        :raises SecurityGroupRuleNotFound: there is none.
        """
        for group in self.all():
            if any(each.id == rule_id for each in group.rules):
                return group
        raise SecurityGroupRuleNotFound(rule_id)

    def _made(self, project_id: str, name: str, description: str) -> SecurityGroup:
        now = self._state.world.now()
        egress = tuple(self._rule("egress", version) for version in _VERSIONS)
        return SecurityGroup(self._state.world.uuid(), project_id, name, now, now, egress, description)

    def _rule(
        self,
        direction: str,
        ethertype: str,
        protocol: str | None = None,
        port_min: int | None = None,
        port_max: int | None = None,
        remote_group: str | None = None,
        remote_prefix: str | None = None,
        description: str = "",
    ) -> Rule:
        world = self._state.world
        return Rule(
            world.uuid(),
            direction,
            ethertype,
            world.now(),
            protocol,
            port_min,
            port_max,
            remote_group,
            remote_prefix,
            description,
        )

    def _put(self, group: SecurityGroup) -> SecurityGroup:
        changed = replace(group, updated=self._state.world.now(), revision=group.revision + 1)
        self._state.groups[group.id] = changed
        return changed


def _says_the_same(one: Rule, other: Rule) -> bool:
    return replace(one, id="", created=0.0, description="") == replace(other, id="", created=0.0, description="")
