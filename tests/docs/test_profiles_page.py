"""docs/profiles.md tells all keys of a profile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import Struct

from pytest_cloudflow.profiles import Between, Once, Pattern, Profile, Release, Row, Step, When
from pytest_cloudflow.profiles._check import REASONS
from pytest_cloudflow.profiles._model import Address

PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text()
TOLD = set(re.findall(r"[`\[{ ]([a-z_]+)(?:`|\]| =)", PAGE))


@pytest.mark.parametrize("record", [Profile, Step, Pattern, When, Row, Between, Once, Release, Address])
def test_each_key_is_told(record: type[Struct]) -> None:
    assert [key for key in record.__struct_encode_fields__ if key not in TOLD] == []


def test_each_reason_of_what_does_not_apply_is_told() -> None:
    assert [reason for reason in REASONS if reason not in TOLD] == []
