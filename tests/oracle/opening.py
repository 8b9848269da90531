"""Opening an arena, for tests and for the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.engine.library import Library
from tests.engine.server import Server, build_shop
from tests.oracle.arena import Arena, sqlite_copies


@contextmanager
def opened(database: str, url: str) -> Iterator[Arena]:
    """An arena on copies of an empty shop; `url` is that of the PostgreSQL."""
    with TemporaryDirectory() as folder:
        known = Library(Path(folder)).compiled({})
        if database == "postgresql":
            server = Server(url)
            yield Arena(known, server.database)
            server.close()
        else:
            empty = Path(folder) / "empty" / "shop.db"
            empty.parent.mkdir()
            build_shop(f"sqlite:///{empty}")
            yield Arena(known, sqlite_copies(empty))
