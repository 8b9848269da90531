"""A world of each database, for the commands that run outside of pytest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.engine.library import Library
from tests.engine.server import Server, build_shop
from tests.engine.shop import Shop
from tests.engine.world import World
from tests.postgresql import running_postgresql


@contextmanager
def worlds() -> Iterator[tuple[World, World]]:
    """SQLite and PostgreSQL, both empty, with a worker at work on each."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        server = Server(stack.enter_context(running_postgresql()))
        stack.callback(server.close)
        file = f"sqlite:///{Path(folder) / 'shop.db'}"
        build_shop(file)
        library = Library(Path(folder) / "projects")
        urls = (file, stack.enter_context(server.database()))
        first, second = (World(url, Shop(url), library) for url in urls)
        for world in (first, second):
            stack.callback(world.shop.close)
            stack.enter_context(world.at_work())
        yield first, second
