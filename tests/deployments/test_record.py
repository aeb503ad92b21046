"""What is kept of a cloud from one `up` to the next."""

import socket
from pathlib import Path

import pytest

from deployments.openstack._folders import Folders, write_private
from deployments.openstack._marks import Marks
from deployments.openstack._ports import choose_ports, is_free
from deployments.openstack._record import Record, read_record, with_passwords, write_record
from pytest_cloudflow.errors import UsageError


def test_a_record_is_read_as_it_was_written(folders: Folders, record: Record) -> None:
    write_record(folders, record)
    assert read_record(folders) == record


def test_it_is_its_owners_alone(folders: Folders, record: Record) -> None:
    write_record(folders, record)
    assert folders.record.stat().st_mode & 0o777 == 0o600


def test_a_folder_without_one_has_no_cloud(folders: Folders) -> None:
    assert read_record(folders) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"computes": 3}'])
def test_a_broken_one_is_told_in_a_line(folders: Folders, text: str) -> None:
    folders.record.write_text(text)
    with pytest.raises(UsageError, match=r"cannot be read as a cloud; forget it: down --wipe"):
        read_record(folders)


def test_passwords_are_kept_and_new_ones_are_random() -> None:
    first = with_passwords({"a": "kept"}, ["a", "b", "c"])
    assert first["a"] == "kept"
    assert len({*first.values(), *with_passwords({}, ["b", "c"]).values()}) == 5


def test_ports_are_free_and_differ() -> None:
    ports = choose_ports(["a", "b", "c"], {})
    assert len(set(ports.values())) == 3
    assert all(map(is_free, ports.values()))


def test_a_port_that_a_stranger_took_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        assert choose_ports(["a"], {"a": taken})["a"] != taken
        assert choose_ports(["a"], {"a": taken}, ours={"a"})["a"] == taken


def test_a_port_that_stayed_free_is_kept() -> None:
    held = choose_ports(["a"], {})
    assert choose_ports(["a", "b"], held)["a"] == held["a"]


def test_a_mark_counts_for_the_state_it_was_made_in(folders: Folders) -> None:
    marks = Marks(folders)
    marks.set("tables", "2026.2")
    assert marks.has("tables", "2026.2")
    assert not marks.has("tables", "2026.1")
    assert not marks.has("keys", "2026.2")


def test_a_mark_shows_nothing_of_the_state(folders: Folders) -> None:
    Marks(folders).set("accounts", "secret")
    assert "secret" not in (folders.done / "accounts").read_text()


def test_folders_are_their_owners_alone(folders: Folders) -> None:
    assert folders.data.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_sockets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too long a path for sockets"):
        Folders(tmp_path / ("x" * 100)).make()


def test_a_folder_that_cannot_be_made_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot be made: Not a directory; name another"):
        Folders(tmp_path / "file" / "x").make()


def test_a_private_file_replaces_an_open_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)
