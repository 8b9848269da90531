"""The customer database as the compiler sees it: rows with the catalog's names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Double,
    FromClause,
    Select,
    String,
    bindparam,
    cast,
    column,
    select,
    table,
    text,
)
from sqlalchemy.sql.expression import ScalarSelect, TableClause, TextClause

from orchestrator.catalog import (
    Catalog,
    Column,
    ColumnAttribute,
    Event,
    Query,
    Record,
    Source,
    SqlAttribute,
    Type,
)
from orchestrator.tables import (
    AnyType,
    Day,
    Instant,
    Sql,
    as_date,
    as_instant,
    as_uuid,
    as_whole,
    certain_uuid,
)

_OTHER_BINDS = re.compile(r"(?<![:\w\\]):(?!now\b)(?=\w)")
_SQL_TYPES: dict[Type, AnyType] = {
    Type.TEXT: String(),
    Type.NUMBER: Double(),
    Type.BOOLEAN: Boolean(),
    Type.DATE: Day(),
    Type.TIME: Instant(),
}


def users_sql(sql: str) -> TextClause:
    """SQL from the catalog; `:now` is bound, any other colon is the user's own."""
    # The line's end closes a comment that would swallow the bracket behind it.
    clause = text(_OTHER_BINDS.sub(r"\\:", bare(sql)) + "\n")
    names = clause._bindparams  # noqa: SLF001 - the only way to ask which binds a text has
    return clause.bindparams(bindparam("now", type_=Instant())) if "now" in names else clause


def bare(sql: str) -> str:
    """A SELECT without the semicolon that some write behind it."""
    return sql.strip().rstrip(";")


def from_clause(source: Source, columns: Iterable[str], name: str) -> FromClause:
    """A table or the catalog's SELECT, under an alias."""
    names = dict.fromkeys(columns)
    if isinstance(source, Query):
        return users_sql(source.sql).columns(*(column(each) for each in names)).subquery(name)
    return named_table(source.name, names).alias(name)


def named_table(name: str, columns: Iterable[str]) -> TableClause:
    schema, _, plain = name.rpartition(".")
    return table(plain, *(column(each) for each in columns), schema=schema or None)


def typed(raw: Sql, kind: Type, declared: Column | None = None) -> Sql:
    """A raw column as a value of its type."""
    if kind is Type.TIME and declared is not None:
        return as_instant(raw, declared.format)
    if kind is Type.DATE:
        return as_date(raw)
    return raw


def to_state(key: Sql) -> Sql:
    """A customer's or row's key as the state tables keep it."""
    return cast(key, String)


def from_text(key: Sql, column: Column) -> Sql:
    """The other way round; the cast is on our side, so that the column's own index serves."""
    if column.is_uuid:
        return as_uuid(key)
    return as_whole(key) if column.type is Type.NUMBER else key


def among(rows: FromClause, what: Sql, *tests: Sql) -> Select[Any]:
    """A subquery over these rows alone: all else that its tests name belongs to what is around.

    Left to itself, SQLAlchemy looks one level up only, and joins everybody from further out.
    """
    return select(what).select_from(rows).where(*tests).correlate_except(rows)


class Rows:
    """The rows of one source under one alias; names are the catalog's."""

    def __init__(self, clause: FromClause, columns: dict[str, Column]) -> None:
        self.clause = clause
        self._columns = columns

    def __getitem__(self, name: str) -> Sql:
        declared = self._columns[name]
        return typed(self.clause.c[declared.name], declared.type, declared)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def column_of(self, name: str) -> Column:
        return self._columns[name]

    def type_of(self, name: str) -> Type:
        return self._columns[name].type

    def raw(self, column_name: str) -> Sql:
        return self.clause.c[column_name]


class Sources:
    """Makes rows; each call takes a new alias, so that queries can nest."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._aliases = 0

    def _alias(self, stem: str) -> str:
        self._aliases += 1
        return f"{stem}_{self._aliases}"

    def customers(self) -> FromClause:
        mapped = self.catalog.customers
        columns = [mapped.key.name, mapped.email, mapped.phone, mapped.timezone, mapped.locale]
        columns += [mapped.created.name if mapped.created else None, *mapped.consent.values()]
        columns += [
            attribute.column.name
            for attribute in mapped.attributes.values()
            if isinstance(attribute, ColumnAttribute)
        ]
        used = [each for each in columns if each is not None]
        return from_clause(mapped.source, used, self._alias("customer"))

    def customer_key(self, customers: FromClause) -> Sql:
        return customers.c[self.catalog.customers.key.name]

    def from_state(self, key: Sql) -> Sql:
        """A key of the state tables as the customer database has it, so that its index serves."""
        column = self.catalog.customers.key
        # It was such a key when it was written: nothing to make sure of.
        if column.is_uuid:
            return certain_uuid(key)
        return cast(key, BigInteger) if column.type is Type.NUMBER else key

    def exists_by_now(self, customers: FromClause, now: Sql) -> list[Sql]:
        created = self.catalog.customers.created
        if created is None:
            return []
        return [as_instant(customers.c[created.name], created.format) <= now]

    def event(self, name: str) -> Rows:
        event = self.catalog.events[name]
        columns = event_columns(event)
        physical = {declared.name for declared in columns.values()}
        clause = from_clause(event.source, sorted(physical), self._alias(name))
        if event.where is None:
            return Rows(clause, columns)
        inner = from_clause(event.source, sorted(physical), self._alias("row"))
        kept = (
            select(*(inner.c[each] for each in sorted(physical)))
            .where(users_sql(f"({event.where}\n)"))
            .subquery(clause.name)  # type: ignore[attr-defined]
        )
        return Rows(kept, columns)

    def record(self, record: Record) -> Rows:
        columns = {"key": record.key, **record.attributes, "row:key": record.key}
        if record.customer is not None:
            columns["row:customer"] = record.customer
        physical = [declared.name for declared in columns.values()]
        return Rows(from_clause(record.source, physical, self._alias(record.name)), columns)

    def responses(self) -> Rows:
        """What was done with messages; `message`, `kind` and `time` of each row."""
        found = self.catalog.responses
        if found is None:
            message = "the catalog has no responses"
            raise LookupError(message)
        columns = {"message": found.message, "kind": found.kind, "time": found.time}
        columns["time"] = Column(found.time.name, Type.TIME, found.time.format)
        physical = list(dict.fromkeys(declared.name for declared in columns.values()))
        return Rows(from_clause(found.source, physical, self._alias("response")), columns)

    def items(self, event: Event) -> Rows:
        """The lines of the event's rows; `line:on` is the key of theirs."""
        if event.items is None:
            message = f"{event.name} has no items in the catalog"
            raise LookupError(message)
        on = replace(event.key, name=event.items.on)
        columns = {**event.items.properties, "line:on": on}
        physical = dict.fromkeys(declared.name for declared in columns.values())
        clause = named_table(event.items.table, physical).alias(self._alias("line"))
        return Rows(clause, columns)

    def sql_attribute(self, name: str, attribute: SqlAttribute, key: Sql) -> ScalarSelect[Any]:
        """The second column of the attribute's SELECT where the first is the customer's key."""
        value = column("value", _SQL_TYPES[attribute.type])
        # Only a CTE can name the columns of a SELECT by their place.
        asked = f"WITH asked(customer, value) AS (\n{bare(attribute.sql)}\n)"
        told = users_sql(f"{asked} SELECT customer, value FROM asked")
        rows = told.columns(column("customer"), value).subquery(self._alias(name))
        read = typed(rows.c.value, attribute.type)
        return among(rows, read, rows.c.customer == key).limit(1).scalar_subquery()


def event_columns(event: Event) -> dict[str, Column]:
    """Everything that can be read of an event's row, by the catalog's name."""
    columns = dict(event.properties)
    columns |= {f"record:{name}": declared for name, declared in event.records.items()}
    if event.value is not None:
        columns.setdefault("value", Column(event.value.name, Type.NUMBER))
    columns["customer"] = event.customer
    columns.setdefault("key", event.key)
    columns["row:key"] = event.key
    columns.setdefault("time", event.time)
    columns["row:time"] = Column(event.time.name, Type.TIME, event.time.format)
    return columns
