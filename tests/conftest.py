"""What tests of several folders share: one PostgreSQL a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgresql import running_postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The url of a server of our own; tests make their own databases on it."""
    with running_postgresql() as url:
        yield url
