"""Makes test data of a capture: every record stays, of each only what a reader may ever look at.

    python tests/recordings/reduce.py CAPTURE OUT

What is kept is named here and nothing else is: bodies hold users' data, and a capture names the machine it was made on.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECORD = {
    "ts", "t_end", "kind", "exchange", "routing_key", "routing_keys", "user", "redelivered", "payload",
    "svc", "method", "path", "peer", "token", "subject_token", "service_token", "issued_token", "global_req_id",
    "status", "req_id", "req_body", "resp_body",
}  # fmt: skip
"""Fields of a record of any of the three kinds."""

BODY = {
    # the envelope and the context
    "oslo.version", "oslo.message", "method", "args", "kwargs", "_msg_id", "_unique_id", "ending", "result", "failure",
    "_context_request_id", "_context_global_request_id", "event_type", "message_id", "publisher_id", "payload",
    # what an object is
    "nova_object.name", "nova_object.data", "versioned_object.name", "versioned_object.data", "objects",
    "objinst", "objname", "objmethod",
    # where calls keep what they are about
    "instance", "instances", "instance_uuid", "instance_uuids", "build_requests", "request_spec", "request_specs",
    "spec_obj", "requested_networks", "block_device_mapping", "vref", "connector", "attachment_id",
    "instance_properties",
    # an instance, a flavor, an image, a host
    "id", "uuid", "user_id", "project_id", "tenant_id", "image", "image_ref", "image_uuid", "flavor",
    "flavorid", "vcpus",
    "memory_mb", "root_gb", "host", "service_host", "instance_id", "state", "state_update", "new_task_state",
    "old_state", "old_task_state", "task_state", "power_state", "reason", "fault", "exception", "exception_message",
    # networks and volumes
    "network_id", "port_id", "port", "fixed_ips", "ip_address", "ip_addresses", "address", "device_id",
    "binding:host_id",
    "source_type", "destination_type", "boot_index", "volume_id", "volume_uuid", "image_id", "block_devices",
    "attachment", "connection_info",
    # bodies of HTTP
    "token", "user", "project", "roles", "name", "server", "imageRef", "flavorRef", "networks",
    "block_device_mapping_v2",
    "events", "server_uuid", "tag", "status", "code", "message", "type", "title", "NeutronError",
    "itemNotFound", "error",
}  # fmt: skip
"""Keys that are kept at any depth of a body."""

EMPTIED = {"update_instance_info"}
"""Fanouts that carry whole instances: their arguments are emptied."""


def main(capture: Path, out: Path) -> None:
    """Reduces every file of `capture` into `out`."""
    for path in sorted(capture.rglob("*.jsonl")):
        place = path.relative_to(capture)
        if place.parent.name not in ("", "http") or place.stem in ("db_states", "api_states", "merged"):
            continue
        target = out / place.parent / f"{place.name}.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in reduced(path))
        target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def reduced(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, cut."""
    for line in path.read_text().splitlines():
        record = {key: value for key, value in json.loads(line).items() if key in RECORD}
        if "peer" in record:
            record["peer"] = _peer(record["peer"])
        for key in ("payload", "req_body", "resp_body"):
            if key in record:
                record[key] = _cut(record[key])
        yield record


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _cut(each) for key, each in value.items() if key in BODY}
    if kept.get("method") in EMPTIED:
        kept["args"] = {}
    if kept.get("connection_info"):
        kept["connection_info"] = {"***": "***"}
    for key in ("reason", "message", "exception_message"):
        if isinstance(kept.get(key), str):
            kept[key] = kept[key].partition("Traceback (most recent call last)")[0]
    if isinstance(kept.get("failure"), str):
        said = json.loads(kept["failure"])
        kept["failure"] = json.dumps({key: said.get(key) for key in ("class", "module", "message")})
    return kept


def _peer(peer: str) -> str:
    """The name of a process; of a client's command line, the command."""
    return "proc:/usr/bin/python3 /usr/bin/openstack server create" if "/openstack " in peer else peer


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
