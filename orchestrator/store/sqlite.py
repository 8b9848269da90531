"""SQLite: the customer file read-only as `main`, the state file attached beside it."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from orchestrator.tables import SCHEMA, read_iso_instant, read_number

CREATING = "creating_the_state"
"""The option of a transaction that begins before the state's tables are there."""

_BUSY_SECONDS = 30
_TRIES = 200
_BETWEEN_TRIES = 0.01


def make_engine(customers: Path, state: Path, *, durable: bool) -> Engine:
    """Not durable: no fsync, for a scratch state that nobody needs after a power cut."""

    def connect() -> sqlite3.Connection:
        return _connect(customers, state, durable=durable)

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=0
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(customers: Path, state: Path, *, durable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(customers, "ro"),
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _attach(connection, state, durable=durable)
    except sqlite3.Error as error:
        # SQLite does not say which of the two files it is that it cannot use.
        message = f"{error}; this is the state, {state}: check database.state"
        raise type(error)(message) from error
    connection.create_function("draw", 1, _draw, deterministic=True)
    connection.create_function("lower_case", 1, _lower_case, deterministic=True)
    connection.create_function("iso_instant", 1, read_iso_instant, deterministic=True)
    connection.create_function("read_number", 1, read_number, deterministic=True)
    return connection


def _attach(connection: sqlite3.Connection, state: Path, *, durable: bool) -> None:
    connection.execute(f"ATTACH DATABASE ? AS {SCHEMA}", (_uri(state, "rwc"),))
    if durable:
        _keep_a_log(connection)
        # FULL, not NORMAL: a power cut must not take back that a message is being sent.
        connection.execute(f"PRAGMA {SCHEMA}.synchronous = FULL")
    else:
        connection.execute(f"PRAGMA {SCHEMA}.journal_mode = MEMORY")
        connection.execute(f"PRAGMA {SCHEMA}.synchronous = OFF")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL. While another worker does so with a new file, SQLite refuses without waiting."""
    for _ in range(_TRIES):
        try:
            connection.execute(f"PRAGMA {SCHEMA}.journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_BETWEEN_TRIES)
        else:
            return
    connection.execute(f"PRAGMA {SCHEMA}.journal_mode = WAL")


def _uri(file: Path, mode: str) -> str:
    return f"file:{quote(str(file.resolve()))}?mode={mode}"


def _draw(text: str) -> float:
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) / 4294967296.0


def _lower_case(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin(connection: Connection) -> None:
    # SQLAlchemy tells of a beginning even where nothing begins; reading must not wait for writers.
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    if connection.get_execution_options().get(CREATING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # The state's write lock first: BEGIN IMMEDIATE would take the shop's snapshot and wait after it,
    # and what the shop wrote meanwhile would not be seen. A later upgrade would fail at once.
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql(f"UPDATE {SCHEMA}.meta SET value = value WHERE 0")
