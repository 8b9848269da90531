"""Copying the state into a scratch one, to try there what must not be tried on the real one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Table, inspect, text

from orchestrator.model import Database
from orchestrator.store.engine import Store, StoreError, state_file
from orchestrator.tables import SCHEMA, SCHEMA_VERSION, meta, metadata, tick

_LIVE = "live"
_OWN = (meta.name, tick.name)
"""What a copy has of its own, or does not need."""


def copy_state(scratch: Store, database: Database, root: Path) -> bool:
    """Fill a scratch state with what the real one holds; False where there is none yet.

    The real one is only read, and may be of an earlier version: what that lacks has its default.
    Raises StoreError where it is of a later one.
    """
    if scratch.dialect == "sqlite":
        return _copy_file(scratch, database, root)
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
    with scratch.reading() as connection:
        uri = f"file:{quote(str(file.resolve()))}?mode=ro"
        connection.exec_driver_sql(f"ATTACH DATABASE ? AS {_LIVE}", (uri,))
        try:
            connection.exec_driver_sql("BEGIN")
            copied = _copy_tables(connection, scratch, _LIVE)
            connection.exec_driver_sql("COMMIT")
        finally:
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
    if version is not None and int(version) > SCHEMA_VERSION:
        message = f"the state is of version {version}, and this program knows {SCHEMA_VERSION} only"
        raise StoreError(message)


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
