"""The choice of a host: read, filter, weigh. What each stage left over is told when it is done."""

from __future__ import annotations

from collections.abc import Mapping

from ...context import Context
from ...observe import Observe
from ..database import ComputeNode, Flavor
from ._filters import Filter
from ._weighers import Weigher, weigh_all

NAME = "nova-scheduler"


class NoValidHost(Exception):
    """No host is left after filtering."""


def choose(
    ctx: Context,
    nodes: list[ComputeNode],
    flavor: Flavor,
    filters: tuple[Filter, ...],
    weighers: tuple[Weigher, ...],
    observe: Observe,
    instance_id: str,
) -> str:
    """The best host for an instance of that flavor.

    :raises NoValidHost: none passes all filters.
    """
    for one in filters:
        nodes = [node for node in nodes if one.passes(node, flavor)]
        facts = {"hosts": [node.host for node in nodes]}
        _tell(observe, "filter", ctx, instance_id, facts)
        if not nodes:
            raise NoValidHost(f"No valid host was found. {type(one).__name__} left none of them.")
    weighed = weigh_all(weighers, nodes)
    best = weighed[0][1].host
    _tell(observe, "weigh", ctx, instance_id, {"host": best, "hosts": [node.host for _, node in weighed]})
    return best


def _tell(observe: Observe, kind: str, ctx: Context, instance_id: str, facts: Mapping[str, object]) -> None:
    observe(
        "scheduler",
        kind,
        source=NAME,
        cause=ctx.serving,
        facts=facts,
        request_id=ctx.request_id,
        instance_id=instance_id,
    )
