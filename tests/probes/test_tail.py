"""What is appended to a file, and to the one that takes its place, whole and once."""

import os

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._tail import Tail


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.log"
    path.write_text("before\n")
    return path


@pytest.fixture
def tail(path):
    tail = Tail(path, "here", "a log")
    yield tail
    tail.close()


def append(path, text):
    with path.open("a") as file:
        file.write(text)


def test_lines_are_told_once_they_are_whole(tail, path):
    append(path, "one\ntw")
    assert tail.lines() == ["one"]
    append(path, "o\n")
    assert tail.lines() == ["two"]
    assert tail.lines() == []


def test_the_torn_end_of_a_file_that_was_rotated_away_is_nobody_s(tail, path):
    append(path, "one\ntorn")
    assert tail.lines() == ["one"]
    path.rename(path.with_suffix(".1"))
    append(path, "new\n")
    assert tail.lines() == ["new"]


def test_between_two_files_the_old_one_goes_on(tail, path):
    path.rename(path.with_suffix(".1"))
    append(path.with_suffix(".1"), "late\n")
    assert tail.lines() == ["late"]
    append(path.with_suffix(".1"), "later\n")
    append(path, "new\n")
    assert tail.lines() == ["later", "new"]


def test_what_came_before_a_rotation_and_after_the_last_look_is_told(tail, path, monkeypatch):
    following = tail._following

    def rotated():
        append(path, "late\n")
        path.rename(path.with_suffix(".1"))
        append(path, "new\n")
        return following()

    monkeypatch.setattr(tail, "_following", rotated)
    assert tail.lines() == ["late", "new"]


def test_a_file_that_is_emptied_is_read_from_its_beginning(tail, path):
    append(path, "torn")
    assert tail.lines() == []
    os.truncate(path, 0)
    append(path, "new\n")
    assert tail.lines() == ["new"]


def test_who_reads_says_what_is_not_whole(tail, path):
    seen = []

    def read(data):
        seen.append(data)
        return data[3:]

    for text in ("abcd", "ef"):
        append(path, text)
        tail.take(read)
    assert seen == [b"abcd", b"def"]


def test_a_file_that_cannot_be_read_is_one_line(tail, path):
    path.unlink()
    path.mkdir()
    with pytest.raises(TargetError, match=r"here: .*a.log cannot be read: Is a directory; a log"):
        tail.lines()
    with pytest.raises(TargetError, match=r"here: .*cannot be read: No such file"):
        Tail(path / "none", "here", "a log")
