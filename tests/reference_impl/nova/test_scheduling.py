"""The scheduler's choice: filters sort hosts out, weighers order those that are left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.nova.database import ComputeNode, Flavor
from reference_impl.nova.scheduler import (
    DiskFilter,
    EnabledFilter,
    FreeMemoryWeigher,
    FreeVcpusWeigher,
    MemoryFilter,
    NoValidHost,
    RetryFilter,
    VcpuFilter,
    choose,
)

CTX = Context("req-1", serving="call-1")
FLAVOR = Flavor("f1", "m1.small", vcpus=2, memory_mb=1024, disk_gb=20)
BIG = ComputeNode("big", vcpus=16, memory_mb=65536, disk_gb=1000)
SMALL = ComputeNode("small", vcpus=2, memory_mb=1024, disk_gb=20)
FILTERS = (EnabledFilter(), VcpuFilter(), MemoryFilter(), DiskFilter())
WEIGHERS = (FreeMemoryWeigher(), FreeVcpusWeigher())


def chosen(*nodes: ComputeNode, told: list[tuple[str, Any]] | None = None) -> str:
    def observe(channel: str, kind: str, **fields: Any) -> None:
        if told is not None:
            told.append((kind, fields["facts"]))

    return choose(CTX, list(nodes), FLAVOR, FILTERS, WEIGHERS, observe, "i1")


def test_the_host_with_most_free_is_chosen() -> None:
    assert chosen(SMALL, BIG) == "big"


def test_what_is_just_enough_is_enough() -> None:
    assert chosen(SMALL) == "small"


@pytest.mark.parametrize(
    "full",
    [
        replace(BIG, vcpus_used=15),
        replace(BIG, memory_mb_used=65000),
        replace(BIG, disk_gb_used=990),
        replace(BIG, enabled=False),
    ],
    ids=["vcpus", "memory", "disk", "disabled"],
)
def test_each_filter_sorts_out(full: ComputeNode) -> None:
    assert chosen(full, SMALL) == "small"


def test_among_equals_the_name_decides() -> None:
    assert chosen(replace(BIG, host="b"), replace(BIG, host="a")) == "a"


def test_each_filter_is_told_in_order_and_then_the_choice() -> None:
    told: list[tuple[str, Any]] = []
    chosen(replace(BIG, enabled=False), SMALL, replace(SMALL, host="other"), told=told)
    assert [kind for kind, _ in told] == ["filter"] * 4 + ["weigh"]
    assert told[0][1] == {"hosts": ["small", "other"]}
    assert told[4][1] == {"host": "other", "hosts": ["other", "small"]}


def test_without_a_host_the_filter_that_left_none_is_named_and_nothing_is_weighed() -> None:
    told: list[tuple[str, Any]] = []
    with pytest.raises(NoValidHost, match="VcpuFilter left none"):
        chosen(replace(SMALL, vcpus_used=1), told=told)
    assert [kind for kind, _ in told] == ["filter", "filter"]


def test_with_no_host_at_all_the_first_filter_says_so() -> None:
    with pytest.raises(NoValidHost, match="EnabledFilter"):
        chosen()


def test_a_multiplier_turns_the_scale() -> None:
    packing = FreeMemoryWeigher()
    packing.multiplier = -1.0
    assert choose(CTX, [BIG, SMALL], FLAVOR, FILTERS, (packing,), lambda *_, **__: None, "i1") == "small"


def test_a_host_that_was_tried_is_not_tried_again() -> None:
    tried = RetryFilter(["big"])
    assert [node.host for node in (BIG, SMALL) if tried.passes(node, FLAVOR)] == ["small"]
