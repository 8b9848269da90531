"""Copying the state into a scratch one, to try there what must not be tried on the real one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from orchestrator.model import Database
from orchestrator.store.engine import Store, state_file
from orchestrator.store.errors import StoreError, refuse_a_later_one, words
from orchestrator.tables import SCHEMA, meta, metadata, tick

_LIVE = "live"
_OWN = (meta.name, tick.name)
"""What a copy has of its own, or does not need."""


def copy_state(scratch: Store, database: Database, root: Path) -> bool:
    """Fill a scratch state with what the real one holds; False where there is none yet.

    The real one is only read, and may be of an earlier version: what that lacks has its default.
    Raises StoreError where it is of a later one, or cannot be read.
    """
    is_sqlite = scratch.dialect == "sqlite"
    try:
        return _copy_file(scratch, database, root) if is_sqlite else _copy_schema(scratch)
    except DBAPIError as error:
        where = f" at {state_file(database, root)}" if is_sqlite else ""
        message = f"the state{where} cannot be read: {words(error)}"
        raise StoreError(message) from error


def _copy_schema(scratch: Store) -> bool:
    with scratch.engine.connect() as connection:
        # As it was at one moment.
        connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            if not _copy_tables(connection, scratch, SCHEMA):
                return False
            _renew_numbers(connection, scratch)
    return True


def _copy_file(scratch: Store, database: Database, root: Path) -> bool:
    file = state_file(database, root)
    if not file.is_file():
        return False
    uri = f"file:{quote(str(file.resolve()))}?mode=ro"
    with scratch.reading() as connection:
        connection.exec_driver_sql(f"ATTACH DATABASE ? AS {_LIVE}", (uri,))
        connection.exec_driver_sql("BEGIN")
        copied = _copy_tables(connection, scratch, _LIVE)
        connection.exec_driver_sql("COMMIT")
        # Not where it has failed: then nobody uses this connection again.
        connection.exec_driver_sql(f"DETACH DATABASE {_LIVE}")
    return copied


def _copy_tables(connection: Connection, scratch: Store, live: str) -> bool:
    found = inspect(connection)
    known = set(found.get_table_names(schema=live))
    if meta.name not in known:
        return False
    _refuse_a_later_one(connection, live)
    for table in metadata.sorted_tables:
        if table.name in known and table.name not in _OWN:
            there = {each["name"] for each in found.get_columns(table.name, schema=live)}
            columns = ", ".join(f'"{each.name}"' for each in table.columns if each.name in there)
            connection.exec_driver_sql(
                f'INSERT INTO "{scratch.schema}"."{table.name}" ({columns}) '
                f'SELECT {columns} FROM "{live}"."{table.name}"'
            )
    return True


def _refuse_a_later_one(connection: Connection, live: str) -> None:
    query = f"""SELECT value FROM "{live}".meta WHERE name = 'version'"""
    version = connection.exec_driver_sql(query).scalar()
    refuse_a_later_one(int(version or 0))


def _renew_numbers(connection: Connection, scratch: Store) -> None:
    """What is added next is numbered behind what was copied; and statistics, for good plans."""
    for table in metadata.sorted_tables:
        name = f'"{scratch.schema}"."{table.name}"'
        if _is_numbered(table):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
                )
            )
        connection.exec_driver_sql(f"ANALYZE {name}")


def _is_numbered(table: Table) -> bool:
    return "id" in table.columns
