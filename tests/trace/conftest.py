"""A desk to write traces at, line by line, right and wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

Line = bytes


class Desk:
    """Makes lines and files of traces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def header(self, **fields: Any) -> Line:
        return json.dumps({"trace": "cloudflow/1", "watched": {"http": ["*"]}} | fields).encode()

    def event(self, seq: int, **fields: Any) -> Line:
        known = {"seq": seq, "time": float(seq), "clock": "c", "channel": "db", "kind": "read", "table": "flavors"}
        return json.dumps(known | fields).encode()

    def footer(self, events: int, **fields: Any) -> Line:
        return json.dumps({"end": "cloudflow/1", "events": events, "finished": 99.0} | fields).encode()

    def text(self, *lines: Line) -> bytes:
        return b"".join(line + b"\n" for line in lines)

    def whole(self, *seqs: int, **fields: Any) -> bytes:
        return self.text(self.header(**fields), *map(self.event, seqs), self.footer(len(seqs)))

    def file(self, data: bytes, name: str = "trace.jsonl") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
