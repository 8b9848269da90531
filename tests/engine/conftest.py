"""Every test of the engine runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engine.library import Library
from tests.engine.server import Server, build_shop
from tests.engine.shop import Shop
from tests.engine.world import World

DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server(postgresql_url: str) -> Iterator[Server]:
    server = Server(postgresql_url)
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "shop.db"
    build_shop(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("projects"))


@pytest.fixture(params=DIALECTS)
def world(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> Iterator[World]:
    """An empty shop in a database of its own, and a worker at work on it."""
    with _empty_shop(request, library, tmp_path) as world:
        yield world


@pytest.fixture(scope="module", params=DIALECTS)
def shared_world(
    request: pytest.FixtureRequest, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One for all tests of a module, which look at what they find there."""
    with _empty_shop(request, library, tmp_path_factory.mktemp("shared")) as world:
        yield world


@contextmanager
def _empty_shop(request: pytest.FixtureRequest, library: Library, folder: Path) -> Iterator[World]:
    with _database(request, folder) as url:
        shop = Shop(url)
        with World(url, shop, library).at_work() as world:
            yield world
        shop.close()


@contextmanager
def _database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        with server.database() as url:
            yield url
    else:
        empty: Path = request.getfixturevalue("sqlite_shop")
        shutil.copytree(empty.parent, folder, dirs_exist_ok=True)
        yield f"sqlite:///{folder / empty.name}"
