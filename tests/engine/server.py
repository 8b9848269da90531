"""Databases on a PostgreSQL: each is a copy of one that has the shop's tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from orchestrator.model import Database
from orchestrator.store import open_store
from tests.engine.shop import Shop

HASTE = ("fsync", "synchronous_commit", "full_page_writes")
"""What a database needs only if it is to outlive a power cut."""


class Server:
    """Several can share one PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._name = f"shop_{uuid.uuid4().hex[:8]}"
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._number = count()
        for setting in HASTE:
            self.do(f"ALTER SYSTEM SET {setting} = off")
        self.do("SELECT pg_reload_conf()")
        self.do(f"CREATE DATABASE {self._name}")
        build_shop(self.url(self._name))

    def url(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def do(self, sql: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(sql))

    @contextmanager
    def database(self) -> Iterator[str]:
        name = f"{self._name}_{next(self._number)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {self._name}")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


def build_shop(url: str) -> None:
    """The shop's tables and the orchestrator's own, both empty."""
    shop = Shop(url)
    shop.create_tables()
    shop.close()
    with open_store(Database(url), Path()):
        pass
