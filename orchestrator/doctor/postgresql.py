"""PostgreSQL's answers: types are strict, so the types of the columns tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, FromClause, text
from sqlalchemy.exc import DBAPIError

from orchestrator.compiler.sources import named_table
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

_KINDS = {
    "int2": Kind.WHOLE,
    "int4": Kind.WHOLE,
    "int8": Kind.WHOLE,
    "numeric": Kind.NUMBER,
    "float4": Kind.NUMBER,
    "float8": Kind.NUMBER,
    "text": Kind.TEXT,
    "varchar": Kind.TEXT,
    "bpchar": Kind.TEXT,
    "citext": Kind.TEXT,
    "bool": Kind.BOOLEAN,
    "date": Kind.DATE,
    "timestamp": Kind.NAIVE_TIME,
    "timestamptz": Kind.TIME,
    "uuid": Kind.UUID,
}
_WHY = {
    "42P01": Why.NO_TABLE,
    "3F000": Why.NO_TABLE,
    "42501": Why.NO_ACCESS,
    "57014": Why.TOO_SLOW,
    "55P03": Why.TOO_SLOW,
}
_TYPES = text(
    "SELECT oid::bigint AS oid, typname, format_type(oid, NULL) AS name "
    "FROM pg_type WHERE oid = ANY(:oids)"
)
_TABLES = text(
    "SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || c.relname "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') "
    "AND n.nspname NOT IN ('information_schema', 'orchestrator') AND n.nspname !~ '^pg_' "
    "ORDER BY 1"
)
_INDEXES = text(
    "SELECT i.indisunique, i.indpred IS NOT NULL AS partial, array("
    "SELECT coalesce(a.attname, '') FROM unnest(i.indkey) WITH ORDINALITY k(number, place) "
    "LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
    "WHERE k.place <= i.indnkeyatts ORDER BY k.place)::text[] AS columns, array("
    "SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY k(number, place) "
    "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
    "WHERE k.place > i.indnkeyatts)::text[] AS carried "
    "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam "
    "WHERE i.indrelid = coalesce("
    "(SELECT min(relid::oid) FROM pg_partition_tree(to_regclass(:table)) WHERE isleaf), "
    "to_regclass(:table)) AND i.indisvalid "
    "AND m.amname IN ('btree', 'hash', 'brin')"
)
_NEVER_NULL = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnotnull"
)
_KIND = text(
    "SELECT relkind::text FROM pg_class WHERE oid = to_regclass(:table) AND relkind IN ('r', 'p', 'm')"
)

# What was never analysed is reckoned from its size.
_ROWS = text(
    "SELECT coalesce(sum(CASE WHEN c.reltuples < 0 THEN pg_relation_size(c.oid) / 100 "
    "ELSE c.reltuples END), 0)::bigint AS number, coalesce(bool_and(c.reltuples >= 0), true) AS known "
    "FROM pg_class c WHERE c.relkind IN ('r', 'm') AND (c.oid = to_regclass(:table) "
    "OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass(:table))))"
)


class PostgreSQL:
    @contextmanager
    def limited(self, connection: Connection, seconds: float) -> Iterator[None]:
        connection.exec_driver_sql(f"SET statement_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            connection.exec_driver_sql("RESET statement_timeout")

    def refusal(self, error: DBAPIError) -> RefusedError:
        why = _WHY.get(getattr(error.orig, "sqlstate", None) or "", Why.OTHER)
        return RefusedError(why, str(error.orig).strip().split("\n")[0])

    def tables(self, connection: Connection) -> Sequence[str]:
        return list(connection.scalars(_TABLES))

    def shape(self, connection: Connection, result: CursorResult[Any]) -> Shape:
        cursor: Any = result.cursor
        described = cursor.description
        oids = sorted({column.type_code for column in described})
        known = {row.oid: row for row in connection.execute(_TYPES, {"oids": oids})}
        return {
            column.name: ColumnType(
                known[column.type_code].name, _kind(known[column.type_code].typname, column.scale)
            )
            for column in described
        }

    def storage(self, connection: Connection, table: str) -> Storage | None:
        preparer = connection.dialect.identifier_preparer
        named = {"table": preparer.format_table(named_table(table, ()))}
        kind = connection.scalar(_KIND, named)
        if kind is None:
            return None
        indexes = tuple(
            Index(tuple(row.columns), row.indisunique, row.partial, tuple(row.carried))
            for row in connection.execute(_INDEXES, named)
        )
        never_null = frozenset(connection.scalars(_NEVER_NULL, named))
        size = connection.execute(_ROWS, named).one()
        return Storage(
            indexes,
            never_null,
            # A partitioned table takes no index concurrently.
            "CREATE INDEX" if kind == "p" else "CREATE INDEX CONCURRENTLY",
            size.number,
            size.known,
        )

    def matching(self, shape: Shape, name: str) -> str | None:
        return name if name in shape else None

    def some_rows(self, table: FromClause, *, only_newest: bool) -> Sql | None:
        del table, only_newest
        return None


def _kind(type_name: str, scale: int | None) -> Kind:
    """A numeric without decimals is a whole number, and so is one that does not say."""
    if type_name == "numeric" and not scale:
        return Kind.WHOLE
    return _KINDS.get(type_name, Kind.OTHER)
