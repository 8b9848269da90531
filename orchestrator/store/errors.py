"""What can be wrong with a database, told to whoever set it up."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from orchestrator.tables import SCHEMA_VERSION


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do."""


class NoStateError(StoreError):
    """No flow has run on this database."""


class WrongVersionError(StoreError):
    """The state was written by a later version of this program."""


def refuse_a_later_one(version: int) -> None:
    """Raises WrongVersionError."""
    if version > SCHEMA_VERSION:
        message = (
            f"the state is of version {version}, this program knows {SCHEMA_VERSION}: "
            "it was written by a later release, and only that one or a later one can go on with it"
        )
        raise WrongVersionError(message)


def unreachable(url: URL, error: DBAPIError) -> StoreError:
    return StoreError(f"{url.render_as_string(hide_password=True)} cannot be used: {words(error)}")


def words(error: DBAPIError) -> str:
    """What the database itself says, in one line."""
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
