"""PostgreSQL: the state in a schema of its own, beside the customer tables."""

from __future__ import annotations

import time

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

# An open read can stall the shop's own migrations, so nothing waits or idles for long.
_SETTINGS = (
    "-c TimeZone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
    # A crash of the server must not take back that a message is being sent.
    "-c synchronous_commit=on -c DateStyle=ISO -c default_transaction_isolation=read\\ committed "
    "-c application_name=lifecycle-flows"
)


_FRESH_SECONDS = 5
"""A connection that was used so lately is there still; others are asked before they are used."""


def make_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": _SETTINGS},
        pool_size=4,
        max_overflow=0,
    )
    _ask_if_there(engine)
    return engine


def _ask_if_there(engine: Engine) -> None:
    """Like `pool_pre_ping`, but not before every one of a tick's short transactions."""

    def used(_: object, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    def asked(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # Upon which the pool makes another one.
            raise DisconnectionError from error

    event.listen(engine, "checkin", used)
    event.listen(engine, "checkout", asked)


def lock_flow(connection: Connection, flow: str) -> None:
    """Wait for other workers of this flow, however long; the lock ends with the transaction."""
    name = f"lifecycle-flows:{flow}".replace("'", "''")
    # In one round trip, which several statements are only without parameters.
    connection.exec_driver_sql(
        "SET LOCAL lock_timeout = 0; "
        f"SELECT pg_advisory_xact_lock(hashtextextended('{name}', 0)); "
        "SET LOCAL lock_timeout = '10s'",
        execution_options={"no_parameters": True},
    )


def lock_migration(connection: Connection) -> None:
    """Wait for others that make the same tables; `IF NOT EXISTS` alone does not."""
    _lock(connection, "lifecycle-flows/migration")


def _lock(connection: Connection, name: str) -> None:
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
    )
