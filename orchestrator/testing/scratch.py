"""The customer database of one case: tables made from the catalog, and the catalog that reads them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from orchestrator.catalog import (
    Catalog,
    Column,
    ColumnAttribute,
    Customers,
    Event,
    Items,
    Record,
    Responses,
    SqlAttribute,
    Table,
    Type,
)
from orchestrator.runner.occurrences import later
from orchestrator.tables import instant_text, read_instant
from orchestrator.testing.values import Stored

CUSTOMERS, RESPONSES = "customers", "responses"
A_DAY = timedelta(days=1)


def scratch_catalog(catalog: Catalog) -> Catalog:
    """The same names, each source a plain table of the scratch database.

    Columns keep their names, so that what stands in one column stays one value. What SQL of the
    catalog says is given in a test instead; aggregates are reckoned as ever.
    """
    return Catalog(
        _customers(catalog.customers),
        {name: _event(event) for name, event in catalog.events.items()},
        {name: _record(record) for name, record in catalog.records.items()},
        _responses(catalog.responses),
    )


def _customers(customers: Customers) -> Customers:
    attributes = {
        name: ColumnAttribute(Column(f"sql {name}", each.type), each.path)
        if isinstance(each, SqlAttribute)
        else each
        for name, each in customers.attributes.items()
    }
    return replace(
        customers,
        source=Table(CUSTOMERS),
        created=_native(customers.created)
        if customers.created
        else Column("created at", Type.TIME),
        attributes={
            name: replace(each, column=_native(each.column))
            if isinstance(each, ColumnAttribute)
            else each
            for name, each in attributes.items()
        },
    )


def _event(event: Event) -> Event:
    return replace(
        event,
        source=Table(event_table(event)),
        where=None,
        time=_native(event.time),
        changed=_native(event.changed) if event.changed else None,
        properties=_all_native(event.properties),
        items=_items(event, event.items) if event.items else None,
    )


def _items(event: Event, items: Items) -> Items:
    return Items(lines_table(event), items.on, _all_native(items.properties))


def _record(record: Record) -> Record:
    source = Table(record_table(record))
    return replace(record, source=source, attributes=_all_native(record.attributes))


def _responses(responses: Responses | None) -> Responses | None:
    if responses is None:
        return None
    return replace(
        responses,
        source=Table(RESPONSES),
        message=Column("message"),
        kind=Column("kind"),
        time=Column("time", Type.TIME),
    )


def _all_native(columns: Mapping[str, Column]) -> dict[str, Column]:
    return {name: _native(column) for name, column in columns.items()}


def _native(column: Column) -> Column:
    return Column(column.name, column.type)


def event_table(event: Event) -> str:
    return f"event {event.name}"


def lines_table(event: Event) -> str:
    return f"lines of {event.name}"


def record_table(record: Record) -> str:
    return f"record {record.name}"


class Scratch:
    """A database file that is written to as a shop's own application would."""

    def __init__(self, file: Path, catalog: Catalog) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for setting in ("journal_mode = MEMORY", "synchronous = OFF"):
            self._connection.execute(f"PRAGMA {setting}")
        self.moments: set[datetime] = set()
        """Every instant that was written, and the ends of every day."""
        self.days: set[date] = set()
        self._tables: list[str] = []
        for name, columns in _tables(catalog):
            self._tables.append(name)
            listed = ", ".join(f"{_quoted(column)} {kind}" for column, kind in columns.items())
            self._connection.execute(f"CREATE TABLE {_quoted(name)} ({listed})")

    def clear(self) -> None:
        """Leave no row."""
        self.moments.clear()
        self.days.clear()
        for name in self._tables:
            self._connection.execute(f"DELETE FROM {_quoted(name)}")

    def insert(self, table: str, row: Mapping[str, Stored]) -> None:
        names = ", ".join(map(_quoted, row))
        marks = ", ".join("?" for _ in row)
        values = [self._kept(value) for value in row.values()]
        self._connection.execute(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({marks})", values)

    def update(self, table: str, column: str, key: Stored, changed: Mapping[str, Stored]) -> bool:
        """Whether there is such a row."""
        pairs = ", ".join(f"{_quoted(name)} = ?" for name in changed)
        values = [self._kept(value) for value in (*changed.values(), key)]
        clause = f"UPDATE {_quoted(table)} SET {pairs} WHERE {_quoted(column)} = ?"
        return self._connection.execute(clause, values).rowcount > 0

    def delete(self, table: str, column: str, key: Stored) -> None:
        clause = f"DELETE FROM {_quoted(table)} WHERE {_quoted(column)} = ?"
        self._connection.execute(clause, [self._kept(key)])

    def value(self, table: str, column: str, key: Stored, wanted: str) -> object:
        """What a row holds now, or None where it is missing."""
        clause = f"SELECT {_quoted(wanted)} FROM {_quoted(table)} WHERE {_quoted(column)} = ?"
        row = self._connection.execute(clause, [self._kept(key)]).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        self._connection.close()

    def _kept(self, value: Stored) -> str | float | None:
        match value:
            case datetime():
                self.moments.add(value)
                self.days |= {value.date()}
                return instant_text(value)
            case date():
                self.days.add(value)
                begins = read_instant(datetime.combine(value, time()))
                self.moments |= {begins, later(begins, A_DAY)}
                return value.isoformat()
            case bool():
                return int(value)
            case _:
                return value


def _tables(catalog: Catalog) -> Iterator[tuple[str, dict[str, str]]]:
    yield CUSTOMERS, _columns(_of_customers(catalog.customers))
    for event in catalog.events.values():
        own = [event.key, event.customer, event.time, *event.properties.values()]
        own += [each for each in (event.value, event.changed) if each is not None]
        yield event_table(event), _columns([*own, *event.records.values()])
        if event.items is not None:
            on = Column(event.items.on, event.key.type)
            yield event.items.table, _columns([on, *event.items.properties.values()])
    for record in catalog.records.values():
        owner = [record.customer] if record.customer else []
        yield record_table(record), _columns([record.key, *owner, *record.attributes.values()])
    if catalog.responses is not None:
        found = catalog.responses
        yield RESPONSES, _columns([found.message, found.kind, found.time])


def _of_customers(customers: Customers) -> Iterator[Column]:
    yield customers.key
    if customers.created is not None:
        yield customers.created
    for name in (customers.email, customers.phone, customers.timezone, customers.locale):
        if name is not None:
            yield Column(name)
    yield from (Column(name, Type.BOOLEAN) for name in customers.consent.values())
    for attribute in customers.attributes.values():
        if isinstance(attribute, ColumnAttribute):
            yield attribute.column


def _columns(columns: Iterable[Column]) -> dict[str, str]:
    """Each once, whatever its capitals; a number anywhere makes it one everywhere."""
    kinds: dict[str, str] = {}
    names: dict[str, str] = {}
    for column in columns:
        name = names.setdefault(column.name.lower(), column.name)
        is_number = column.type in (Type.NUMBER, Type.BOOLEAN)
        if is_number or name not in kinds:
            kinds[name] = "NUMERIC" if is_number else "TEXT"
    return kinds


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
