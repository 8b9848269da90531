"""Creating the orchestrator's tables, and refusing those of another version."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.schema import CreateSchema

from orchestrator.store import postgresql
from orchestrator.store.sqlite import CREATING
from orchestrator.tables import SCHEMA, SCHEMA_VERSION, meta, metadata


class WrongVersionError(Exception):
    """The state was written by another version of this program."""


def migrate(engine: Engine) -> None:
    """Bring the state tables to this version; twice is harmless."""
    if _is_current(engine):
        return
    with engine.execution_options(**{CREATING: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            postgresql.lock_migration(connection)
            schema = _schema(connection)
            connection.execute(CreateSchema(schema, if_not_exists=True))
        metadata.create_all(connection)
        _write_version(connection)


def _schema(connection: Connection) -> str:
    renamed = connection.get_execution_options().get("schema_translate_map") or {}
    return str(renamed.get(SCHEMA, SCHEMA))


def _is_current(engine: Engine) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        schema = _schema(connection)
        if not inspect(connection).has_table(meta.name, schema=schema):
            return False
        found = connection.scalar(select(meta.c.value).where(meta.c.name == "version"))
    if found is None:
        return False
    if int(found) != SCHEMA_VERSION:
        message = f"the state is of version {found}, this program needs {SCHEMA_VERSION}"
        raise WrongVersionError(message)
    return True


def _write_version(connection: Connection) -> None:
    if connection.scalar(select(meta.c.value).where(meta.c.name == "version")) is None:
        rows = [
            {"name": "version", "value": str(SCHEMA_VERSION)},
            # Tells this installation's messages from any other's.
            {"name": "installation", "value": secrets.token_hex(4)},
        ]
        connection.execute(insert(meta), rows)
