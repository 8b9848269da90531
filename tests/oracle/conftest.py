"""Arenas on both databases, one a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oracle.arena import Arena
from tests.oracle.opening import opened


@pytest.fixture(scope="session")
def on_sqlite() -> Iterator[Arena]:
    with opened("sqlite", "") as arena:
        yield arena


@pytest.fixture(scope="session")
def on_postgresql(postgresql_url: str) -> Iterator[Arena]:
    with opened("postgresql", postgresql_url) as arena:
        yield arena
