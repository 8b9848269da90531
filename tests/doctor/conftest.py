"""Databases of both kinds, gone after the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.doctor.databases import Filled, filled_postgresql, filled_sqlite


@pytest.fixture
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Filled]:
    with ExitStack() as opened:

        def fill(dialect: str, sql: str) -> str:
            if dialect == "sqlite":
                return filled_sqlite(tmp_path, sql)
            server: str = request.getfixturevalue("postgresql_url")
            return opened.enter_context(filled_postgresql(server, sql))

        yield fill
