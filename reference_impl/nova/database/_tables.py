"""The tables. Columns stand in the order of the fields of what they hold."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

flavors = Table(
    "flavors",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("vcpus", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("disk_gb", Integer, nullable=False),
)

quotas = Table(
    "quotas",
    metadata,
    Column("project_id", String(255), primary_key=True),
    Column("instances", Integer, nullable=False),
    Column("cores", Integer, nullable=False),
    Column("ram", Integer, nullable=False),
)

compute_nodes = Table(
    "compute_nodes",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("vcpus", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("disk_gb", Integer, nullable=False),
    Column("vcpus_used", Integer, nullable=False),
    Column("memory_mb_used", Integer, nullable=False),
    Column("disk_gb_used", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("disabled_reason", String(255)),
)

instances = Table(
    "instances",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("project_id", String(255), nullable=False, index=True),
    Column("user_id", String(255), nullable=False),
    Column("flavor_id", String(255), nullable=False),
    Column("flavor_name", String(255), nullable=False),
    Column("vcpus", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("disk_gb", Integer, nullable=False),
    Column("image_id", String(255)),
    Column("vm_state", String(32), nullable=False),
    Column("task_state", String(32)),
    Column("power_state", String(16), nullable=False),
    Column("created", Float(53), nullable=False),
    Column("updated", Float(53), nullable=False),
    Column("launched", Float(53)),
    Column("host", String(255)),
    Column("availability_zone", String(255), nullable=False),
    Column("networks", JSON, nullable=False),
    Column("ports", JSON, nullable=False),
    Column("volumes", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("description", String(255)),
    Column("tags", JSON, nullable=False),
    Column("vifs", JSON, nullable=False),
    Column("block_devices", JSON, nullable=False),
    Column("fault", JSON(none_as_null=True)),
)

actions = Table(
    "instance_actions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("instance_id", String(36), nullable=False),
    Column("request_id", String(255), nullable=False),
    Column("action", String(255), nullable=False),
    Column("user_id", String(255)),
    Column("project_id", String(255)),
    Column("started", Float(53), nullable=False),
    Column("updated", Float(53), nullable=False),
    Column("message", String(255)),
    Index("of_instance", "instance_id", "request_id"),
)

action_events = Table(
    "instance_actions_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("instance_id", String(36), nullable=False),
    Column("request_id", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("host", String(255)),
    Column("started", Float(53), nullable=False),
    Column("finished", Float(53)),
    Column("result", String(255)),
    Column("details", Text),
    Index("of_action", "instance_id", "request_id"),
)
