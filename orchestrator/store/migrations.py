"""Creating the orchestrator's tables, and bringing older ones to this version."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Executable,
    Index,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateSchema, DropTable

from orchestrator.store import postgresql
from orchestrator.store.errors import StoreError, refuse_a_later_one
from orchestrator.store.sqlite import CREATING
from orchestrator.tables import (
    SCHEMA,
    SCHEMA_VERSION,
    enrolment,
    flow,
    message,
    meta,
    metadata,
    passage,
    suppression,
)

_ADDED: Mapping[int, tuple[Column[object], ...]] = {
    2: (
        enrolment.c.waits_since,
        enrolment.c.held_out,
        passage.c.awaited,
        message.c.topic,
        message.c.priority,
        message.c.to_customer,
        suppression.c.stops,
    ),
    3: (flow.c.live_at,),
    4: (flow.c.looks_again, flow.c.removed_at, flow.c.inside),
}
"""By version: the columns that tables of the version before lack; whole tables are just made."""

_INDEXED: Mapping[int, tuple[tuple[Table, str], ...]] = {2: ((message, "message_of_customer"),)}

_MENDED: Mapping[int, tuple[Executable, ...]] = {
    2: (
        update(suppression).where(suppression.c.reason == "unsubscribed").values(stops="marketing"),
    )
}
"""By version: what the rows of the version before say in its columns."""

_DROPPED: Mapping[int, tuple[str, ...]] = {3: ("response",)}
"""Tables that nothing was ever written to."""


def migrate(engine: Engine) -> None:
    """Bring the state tables to this version; twice is harmless."""
    if _version_of(engine) == SCHEMA_VERSION:
        return
    with engine.execution_options(**{CREATING: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            postgresql.lock_migration(connection)
            schema = _schema(connection)
            connection.execute(CreateSchema(schema, if_not_exists=True))
        # Read again: another worker may have been first.
        found = _version(connection)
        if found is None and engine.dialect.name == "sqlite":
            _refuse_a_file_of_others(connection)
        metadata.create_all(connection)
        if found is None:
            _write_version(connection)
            return
        for version in range(found + 1, SCHEMA_VERSION + 1):
            _upgrade(connection, version)
        connection.execute(
            update(meta).where(meta.c.name == "version").values(value=str(SCHEMA_VERSION))
        )


def _refuse_a_file_of_others(connection: Connection) -> None:
    """Whatever else has tables there would find ours among its own. Raises StoreError."""
    if there := inspect(connection).get_table_names(schema=SCHEMA):
        message = (
            f"the file of database.state already holds tables of something else ({there[0]}); "
            "name a file of its own"
        )
        raise StoreError(message)


def _upgrade(connection: Connection, version: int) -> None:
    dialect = connection.dialect
    for column in _ADDED.get(version, ()):
        name = dialect.identifier_preparer.format_table(column.table)
        declared = CreateColumn(column).compile(dialect=dialect)
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {declared}")
    for table, index in _INDEXED.get(version, ()):
        connection.execute(CreateIndex(_index(table, index)))
    for unused in _DROPPED.get(version, ()):
        connection.execute(DropTable(Table(unused, MetaData(schema=SCHEMA)), if_exists=True))
    for statement in _MENDED.get(version, ()):
        connection.execute(statement)


def _index(table: Table, name: str) -> Index:
    return next(index for index in table.indexes if index.name == name)


def _schema(connection: Connection) -> str:
    renamed = connection.get_execution_options().get("schema_translate_map") or {}
    return str(renamed.get(SCHEMA, SCHEMA))


def _version_of(engine: Engine) -> int | None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _version(connection)


def _version(connection: Connection) -> int | None:
    """None where there is no state yet. Raises WrongVersionError where it is a later one's."""
    if not inspect(connection).has_table(meta.name, schema=_schema(connection)):
        return None
    found = connection.scalar(select(meta.c.value).where(meta.c.name == "version"))
    if found is None:
        return None
    refuse_a_later_one(int(found))
    return int(found)


def _write_version(connection: Connection) -> None:
    rows = [
        {"name": "version", "value": str(SCHEMA_VERSION)},
        # Tells this installation's messages from any other's.
        {"name": "installation", "value": secrets.token_hex(4)},
    ]
    connection.execute(insert(meta), rows)
