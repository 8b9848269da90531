"""Instants and days as both databases keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from sqlalchemy import TIMESTAMP, ColumnElement, Date, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

Sql: TypeAlias = ColumnElement[Any]
"""Any SQL expression."""

AnyType: TypeAlias = TypeEngine[Any]


FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)
"""The ends of the calendar: PostgreSQL goes on, but what lies beyond cannot be read here."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime: `timestamptz`, or on SQLite text in UTC whose order is the time's.

    The text is `YYYY-MM-DD HH:MM:SS` and the fraction without trailing zeros, so that it compares
    rightly with what `CURRENT_TIMESTAMP` and most applications write.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"an instant needs a time zone: {value!r}"
            raise ValueError(message)
        return instant_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else read_instant(value)


class Day(TypeDecorator[date]):
    """A calendar day: `date`, or on SQLite the text `YYYY-MM-DD`."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[date] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        if value is None:
            return None
        return value.isoformat() if dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> date | None:
        del dialect
        if value is None or isinstance(value, date):
            return value
        return date.fromisoformat(str(value)[:10])


class AsItIs(UserDefinedType[Any]):
    """What is bound again just as it was read; PostgreSQL tells it as text, see `as_it_is`."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return ""


def instant_text(value: datetime) -> str:
    """The canonical text of an aware instant, in UTC."""
    # Not strftime: it writes the year 1 with one digit.
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", timespec="microseconds")
    return text.rstrip("0").rstrip(".")


def read_instant(value: object) -> datetime:
    """Read what a database gave; a value without a zone is UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
