"""Fixtures for other projects' tests. Nothing is imported before one is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from openstack.connection import Connection
    from responses import RequestsMock

    from ._configured import Configured
    from .embedded import EmbeddedCloud


@pytest.fixture(scope="session")
def cloudflow(pytestconfig: pytest.Config) -> Configured:
    """The target that options, ini file or `cloudflow.toml` name, to be taken through scenarios and judged."""
    from ._configured import Configured

    return Configured(pytestconfig)


@pytest.fixture
def cloudflow_cloud() -> Iterator[EmbeddedCloud]:
    """A fresh cloud of all components in this process, observed; gone after the test."""
    from .embedded import EmbeddedCloud

    with EmbeddedCloud() as cloud:
        yield cloud


@pytest.fixture
def cloudflow_connection(cloudflow_cloud: EmbeddedCloud) -> Iterator[Connection]:
    """An unmodified openstacksdk connection to `cloudflow_cloud`."""
    try:
        connection = cloudflow_cloud.connection()
    except ImportError:
        pytest.fail("cloudflow_connection needs openstacksdk: install pytest-cloudflow[openstack]", pytrace=False)
    with connection:
        yield connection


@pytest.fixture
def cloudflow_responses(cloudflow_cloud: EmbeddedCloud) -> Iterator[RequestsMock]:
    """Has every client of this process that is built on requests reach `cloudflow_cloud`, wherever its session is."""
    from ._interception import intercepted

    with intercepted(cloudflow_cloud) as mock:
        yield mock
