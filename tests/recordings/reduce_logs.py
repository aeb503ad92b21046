"""Makes of the logs of a recorded boot what stands here: only records that a reader looks at, compressed.

python tests/recordings/reduce_logs.py FOLDER-OF-LOGS tests/recordings/NAME/logs
"""

import gzip
import re
import sys
from pathlib import Path

KEPT = re.compile(
    r"(oslo_messaging\.|keystoneauth\.session |nova\.filters |nova\.scheduler\.(manager|utils) |nova\.compute\.|"
    r"nova\.conductor\.manager |nova\.api\.openstack\.requestlog |nova\.virt\.libvirt\.driver )"
)
DROPPED = re.compile(
    r"Listener is running|connection consume|connection timeout|NOTIFY|Expecting reply|Poll the incoming|"
    r"ComputeManager\._|Running periodic|Skipping|Starting heal|Updating from migrations|Hypervisor/Node|Auditing|"
    r"/v3/auth/tokens|RESP BODY: ..token|Start _get_guest_xml|network_info|Sending message to topic"
)
BEGINS = re.compile(r"\d{4}-\d\d-\d\d ")
SOURCE = re.compile(r" /\S+/site-packages/\S+:\d+$")
PLACE = re.compile(r"/srv/\w+")
SERVICES = re.compile(r"nova_(?!observer)|neutron|glance|cinder|placement")


def reduce(text: str) -> str:
    kept, keeps = [], False
    for line in text.splitlines():
        if BEGINS.match(line):
            keeps = bool(KEPT.search(line)) and not DROPPED.search(line)
        if keeps:
            kept.append(PLACE.sub("/srv/cloud", SOURCE.sub(" /site-packages/module.py:1", line)))
    return "".join(f"{line}\n" for line in kept)


def main(source: str, target: str) -> None:
    Path(target).mkdir(parents=True, exist_ok=True)
    for path in sorted(Path(source).glob("*.log")):
        reduced = reduce(path.read_text(errors="replace"))
        if reduced and SERVICES.match(path.name):
            packed = gzip.compress(reduced.encode(), mtime=0)
            (Path(target) / f"{path.name}.gz").write_bytes(packed)


if __name__ == "__main__":
    main(*sys.argv[1:])
