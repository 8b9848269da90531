"""Whether an error tells of the database, and not of the data in it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

_OF_THE_FILE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
)
_PRIMARY = 0xFF
"""The bits of SQLite's extended codes that hold the code itself."""


def is_outage(error: Exception) -> bool:
    """A broken connection, a lock that was not given, a full disk: it passes, or is mended."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        # Text that is not UTF-8 is an OperationalError too, without a code of SQLite's.
        return getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY in _OF_THE_FILE
    return isinstance(error, OperationalError | InterfaceError | InternalError)
