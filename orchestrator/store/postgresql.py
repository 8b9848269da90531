"""PostgreSQL: the state in a schema of its own, beside the customer tables."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

# An open read can stall the shop's own migrations, so nothing waits or idles for long.
_SETTINGS = (
    "-c TimeZone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
    # A crash of the server must not take back that a message is being sent.
    "-c synchronous_commit=on -c DateStyle=ISO -c default_transaction_isolation=read\\ committed "
    "-c application_name=lifecycle-flows"
)


def make_engine(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": _SETTINGS},
        pool_size=4,
        max_overflow=0,
        pool_pre_ping=True,
    )


def lock_flow(connection: Connection, flow: str) -> None:
    """Wait for other workers of this flow, however long; the lock ends with the transaction."""
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    _lock(connection, f"lifecycle-flows:{flow}")
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))


def lock_migration(connection: Connection) -> None:
    """Wait for others that make the same tables; `IF NOT EXISTS` alone does not."""
    _lock(connection, "lifecycle-flows/migration")


def _lock(connection: Connection, name: str) -> None:
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
    )
