"""The tables, and the statements that are used again and again, built once."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Integer, MetaData, String, Table

metadata = MetaData()

flavors = Table(
    "flavors",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("vcpus", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("disk_gb", Integer, nullable=False),
)

quotas = Table(
    "quotas",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("instances", Integer, nullable=False),
)

compute_nodes = Table(
    "compute_nodes",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("vcpus", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("disk_gb", Integer, nullable=False),
    Column("vcpus_used", Integer, nullable=False, default=0),
    Column("memory_mb_used", Integer, nullable=False, default=0),
    Column("disk_gb_used", Integer, nullable=False, default=0),
    Column("enabled", Boolean, nullable=False, default=True),
)

instances = Table(
    "instances",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("project_id", String(36), nullable=False, index=True),
    Column("user_id", String(36), nullable=False),
    Column("flavor_id", String(36), nullable=False),
    Column("image_id", String(36)),
    Column("vm_state", String(32), nullable=False),
    Column("task_state", String(32)),
    Column("power_state", String(16), nullable=False),
    Column("created", Float, nullable=False),
    Column("host", String(255)),
    Column("networks", JSON, nullable=False),
    Column("ports", JSON, nullable=False),
    Column("volumes", JSON, nullable=False),
    Column("addresses", JSON, nullable=False),
    Column("fault", String(500)),
)
