"""Opening the customer database, with the orchestrator's own tables beside it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from orchestrator.model import Database
from orchestrator.store import postgresql, sqlite
from orchestrator.store.errors import (
    NoStateError,
    StoreError,
    refuse_a_later_one,
    unreachable,
)
from orchestrator.store.migrations import migrate
from orchestrator.tables import SCHEMA, SCHEMA_VERSION, meta

_NO_STATE = "no flow has run on this database yet, so that nobody has entered any"


class Store:
    """One database. Transactions are short, and none is open while talking to a mail server."""

    def __init__(self, engine: Engine, *, is_scratch: bool = False) -> None:
        self.engine = engine
        self.is_scratch = is_scratch

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @property
    def schema(self) -> str:
        """Where the orchestrator's tables are, by its real name."""
        renamed = self.engine.get_execution_options().get("schema_translate_map") or {}
        return str(renamed.get(SCHEMA, SCHEMA))

    def create_index(
        self, connection: Connection, name: str, table: str, columns: Sequence[str]
    ) -> None:
        """Index one of the orchestrator's own tables."""
        listed = ", ".join(f'"{column}"' for column in columns)
        # SQLite names the schema before the index, PostgreSQL before the table.
        if self.dialect == "sqlite":
            where = f'"{self.schema}"."{name}" ON "{table}"'
        else:
            where = f'"{name}" ON "{self.schema}"."{table}"'
        connection.exec_driver_sql(f"CREATE INDEX {where} ({listed})")

    def installation(self) -> str:
        """A name of this state, made when it was created."""
        with self.reading() as connection:
            query = select(meta.c.value).where(meta.c.name == "installation")
            return str(connection.scalar(query))

    @contextmanager
    def writing(self, flow: str | None = None) -> Iterator[Connection]:
        """One transaction; with a flow, no other worker moves that flow's people meanwhile."""
        with self.engine.begin() as connection:
            if flow is not None:
                self.lock(connection, flow)
            yield connection

    def lock(self, connection: Connection, flow: str) -> None:
        """Let no other worker move that flow's people until the transaction ends."""
        # SQLite lets one transaction write at a time anyway.
        if self.dialect == "postgresql":
            postgresql.lock_flow(connection, flow)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Statements that see the database as it is at each of them."""
        with self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def open_store(database: Database, root: Path, *, scratch: bool = False) -> Iterator[Store]:
    """Open and migrate. With `scratch` the state is new, and gone when the store is closed."""
    url = _url(database)
    opened = _open_sqlite if url.get_backend_name() == "sqlite" else _open_postgresql
    with opened(url, database, root, scratch=scratch) as store:
        try:
            migrate(store.engine)
        except (OperationalError, DBAPIError) as error:
            raise unreachable(url, error) from error
        yield store


@contextmanager
def open_untouched(database: Database, root: Path) -> Iterator[Store]:
    """Open without creating anything, for questions about the customers' own tables."""
    url = _url(database)
    is_sqlite = url.get_backend_name() == "sqlite"
    opened = _open_sqlite if is_sqlite else _open_postgresql
    with opened(url, database, root, scratch=is_sqlite) as store:
        try:
            store.engine.connect().close()
        except DBAPIError as error:
            raise unreachable(url, error) from error
        yield store


@contextmanager
def open_existing(database: Database, root: Path) -> Iterator[Store]:
    """Open the state as it is, to be read: nothing is created or migrated.

    Raises NoStateError where no flow has run on this database, StoreError where another version of
    this program wrote it.
    """
    url = _url(database)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and not state_file(database, root).is_file():
        raise NoStateError(_NO_STATE)
    opened = _open_sqlite if is_sqlite else _open_postgresql
    with opened(url, database, root, scratch=False) as store:
        try:
            _refuse_another_version(store)
        except DBAPIError as error:
            raise unreachable(url, error) from error
        yield store


def _refuse_another_version(store: Store) -> None:
    with store.reading() as connection:
        if not inspect(connection).has_table(meta.name, schema=SCHEMA):
            raise NoStateError(_NO_STATE)
        found = connection.scalar(select(meta.c.value).where(meta.c.name == "version"))
    refuse_a_later_one(int(found or 0))
    if found != str(SCHEMA_VERSION):
        message = (
            f"the state is of version {found}, this program knows {SCHEMA_VERSION}; "
            "`flows run` brings it to this version"
        )
        raise StoreError(message)


def state_file(database: Database, root: Path) -> Path:
    """Where the state of a SQLite database is."""
    if database.state:
        return root / database.state
    file = root / (_url(database).database or "")
    return file.with_name(f"{file.stem}.orchestrator{file.suffix}")


def _url(database: Database) -> URL:
    try:
        url = make_url(database.url)
    except ArgumentError as error:
        message = "the database url cannot be read; expected sqlite:///FILE or postgresql://…"
        raise StoreError(message) from error
    if url.drivername == "postgres":  # as hosting services write it
        url = url.set(drivername="postgresql")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        message = f"{url.get_backend_name()} is not supported; use SQLite or PostgreSQL"
        raise StoreError(message)
    return url


def _open_sqlite(
    url: URL, database: Database, root: Path, *, scratch: bool
) -> AbstractContextManager[Store]:
    file = root / (url.database or "")
    if not url.database or not file.is_file():
        message = f"there is no database at {file}; check database.url in orchestrator.yml"
        raise StoreError(message)
    state = state_file(database, root)
    if state.exists() and state.samefile(file):
        message = (
            f"database.state names the customers' own database, {file}, which is only ever read; "
            "name a file of its own, or leave database.state away"
        )
        raise StoreError(message)
    if not scratch and not os.access(state.parent, os.W_OK):
        what = "cannot be written" if state.parent.is_dir() else "does not exist"
        message = f"the folder for the state {what}: {state.parent}; check database.state"
        raise StoreError(message)
    return _sqlite_store(file, state, scratch=scratch)


@contextmanager
def _sqlite_store(file: Path, state: Path, *, scratch: bool) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        engine = sqlite.make_engine(
            file, Path(folder) / "state.db" if scratch else state, durable=not scratch
        )
        try:
            yield Store(engine, is_scratch=scratch)
        finally:
            engine.dispose()


@contextmanager
def _open_postgresql(url: URL, database: Database, root: Path, *, scratch: bool) -> Iterator[Store]:
    del database, root
    engine = postgresql.make_engine(url)
    try:
        yield from _in_schema(engine) if scratch else (Store(engine),)
    finally:
        engine.dispose()


def _in_schema(engine: Engine) -> Iterator[Store]:
    """A schema of its own for the scratch state; the statements still say `orchestrator`."""
    schema = f"{SCHEMA}_{uuid.uuid4().hex[:8]}"
    scratch = engine.execution_options(schema_translate_map={SCHEMA: schema})
    try:
        yield Store(scratch, is_scratch=True)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))
