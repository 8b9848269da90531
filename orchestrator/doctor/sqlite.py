"""SQLite's answers: types are loose, so values tell; rows are numbered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    FromClause,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from orchestrator.doctor.database import (
    ColumnType,
    Index,
    Kind,
    RefusedError,
    Shape,
    Storage,
    Why,
)
from orchestrator.tables import Sql

_STEPS_BETWEEN_LOOKS = 20_000
_NEWEST = 20
_AT_EACH_END = 300
_IN_BETWEEN = 300
_COUNTED = 100_000
_LOOSE = ColumnType("", Kind.LOOSE)


class SQLite:
    @contextmanager
    def limited(self, connection: Connection, seconds: float) -> Iterator[None]:
        driver: Any = connection.connection.driver_connection
        end = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)

    def refusal(self, error: DBAPIError) -> RefusedError:
        words = " ".join(str(error.orig).split())
        if words == "interrupted":
            return RefusedError(Why.TOO_SLOW, words)
        return RefusedError(Why.NO_TABLE if words.startswith("no such table") else Why.OTHER, words)

    def tables(self, connection: Connection) -> Sequence[str]:
        query = text(
            "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
        )
        return list(connection.scalars(query))

    def shape(self, connection: Connection, result: CursorResult[Any]) -> Shape:
        del connection
        return dict.fromkeys(result.keys(), _LOOSE)

    def storage(self, connection: Connection, table: str) -> Storage | None:
        plain = table.rpartition(".")[2]
        kind = text("SELECT type FROM main.sqlite_master WHERE lower(name) = lower(:name)")
        if connection.scalar(kind, {"name": plain}) != "table":
            return None
        columns = connection.execute(
            text('SELECT name, type, "notnull", pk FROM pragma_table_info(:name)'), {"name": plain}
        ).all()
        listed = text('SELECT name, "unique", partial FROM pragma_index_list(:name)')
        indexes = [
            Index(_indexed(connection, name), bool(unique), bool(partial))
            for name, unique, partial in connection.execute(listed, {"name": plain}).all()
        ]
        primary = [row.name for row in sorted(columns, key=lambda row: row.pk) if row.pk]
        if primary:
            indexes.append(Index(tuple(primary), is_unique=True))
        numbers_rows = len(primary) == 1
        never_null = {
            row.name
            for row in columns
            if row.notnull or (row.pk and numbers_rows and row.type.upper() == "INTEGER")
        }
        return Storage(tuple(indexes), frozenset(never_null), rows=_rows(connection, plain))

    def matching(self, shape: Shape, name: str) -> str | None:
        """Return the column's own spelling: upper and lower case don't count here."""
        return next((each for each in shape if each.lower() == name.lower()), None)

    def some_rows(self, table: FromClause, *, only_newest: bool) -> Sql | None:
        number: Sql = literal_column("asked.rowid")
        own: Sql = literal_column("rowid")
        last = select(func.max(own)).select_from(table).scalar_subquery()
        if only_newest:
            return number > last - _NEWEST
        first = select(func.min(own)).select_from(table).scalar_subquery()
        return or_(
            number > last - _AT_EACH_END,
            number < first + _AT_EACH_END,
            number.in_(_spread(first, last)),
        )


def _rows(connection: Connection, name: str) -> int:
    """The highest row number; a table without such numbers is counted up to a bound."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    try:
        return int(connection.exec_driver_sql(f"SELECT max(rowid) FROM {quoted}").scalar() or 0)
    except DBAPIError:
        some = f"SELECT count(*) FROM (SELECT 1 FROM {quoted} LIMIT {_COUNTED})"
        return int(connection.exec_driver_sql(some).scalar() or 0)


def _spread(first: Sql, last: Sql) -> Any:  # noqa: ANN401 - a subquery of row numbers
    """Row numbers at even distances."""
    steps = select(literal(0).label("n")).cte("steps", recursive=True)
    steps = steps.union_all(select(steps.c.n + 1).where(steps.c.n < _IN_BETWEEN))
    return select(first + (last - first) * steps.c.n / literal_column(str(_IN_BETWEEN)))


def _indexed(connection: Connection, index: str) -> tuple[str, ...]:
    """Return its columns in order; an expression has no name."""
    query = text("SELECT name FROM pragma_index_info(:name) ORDER BY seqno")
    return tuple(name or "" for name in connection.scalars(query, {"name": index}))
