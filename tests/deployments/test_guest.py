"""The disk that boots: a boot sector with a valid table of partitions."""

import struct

from deployments.openstack._guest import LINE, SIZE, boot_sector


def test_it_is_a_sector_with_its_mark() -> None:
    assert len(boot_sector()) == 512
    assert boot_sector().endswith(b"\x55\xaa")


def test_the_line_lies_where_the_code_looks_for_it() -> None:
    sector = boot_sector()
    address = struct.unpack("<H", sector[sector.index(b"\xbe") + 1 :][:2])[0]
    assert sector[address - 0x7C00 :].startswith(LINE)


def test_one_partition_holds_the_rest_of_the_disk() -> None:
    first, count = struct.unpack("<II", boot_sector()[446 + 8 : 446 + 16])
    assert (first + count) * 512 == SIZE
