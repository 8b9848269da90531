"""State tables to plan against, without leaving any behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DBAPIError

from orchestrator.store import Store
from orchestrator.tables import SCHEMA, SCHEMA_VERSION, meta, metadata

# PostgreSQL's own name for the tables that only this session sees.
_TEMPORARY = "pg_temp"


class StateError(Exception):
    """There is no state yet, and the database lets this login make none to try with."""


@contextmanager
def with_state(store: Store) -> Iterator[tuple[Connection, bool]]:
    """A connection that knows state tables, and whether it is inside a transaction.

    SQLite's are in the scratch file of `open_untouched`. On PostgreSQL they are those that are
    there; before the first run they are temporary ones, in a transaction that is taken back.
    """
    with store.engine.connect() as connection:
        if store.dialect == "sqlite":
            own = connection.execution_options(isolation_level="AUTOCOMMIT")
            metadata.create_all(own)
            yield own, False
        elif _is_there(connection):
            connection.rollback()
            yield connection.execution_options(isolation_level="AUTOCOMMIT"), False
        else:
            connection.rollback()
            with _temporary(connection) as own:
                yield own, True


@contextmanager
def _temporary(connection: Connection) -> Iterator[Connection]:
    own = connection.execution_options(schema_translate_map={SCHEMA: _TEMPORARY})
    try:
        try:
            metadata.create_all(own, checkfirst=False)
        except DBAPIError as error:
            raise StateError(str(error.orig).strip().split("\n")[0]) from error
        yield own
    finally:
        own.rollback()


def _is_there(connection: Connection) -> bool:
    """Whether there is a state of this version that the login may read."""
    if not inspect(connection).has_table(meta.name, schema=SCHEMA):
        return False
    try:
        found = connection.scalar(select(meta.c.value).where(meta.c.name == "version"))
    except DBAPIError:
        return False
    return found == str(SCHEMA_VERSION)
