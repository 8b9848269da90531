"""What the catalog reads of the database, as a flat list: one part a table or SELECT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from orchestrator.catalog import (
    Catalog,
    Column,
    ColumnAttribute,
    Customers,
    Event,
    Query,
    Record,
    Responses,
    Source,
    SqlAttribute,
    Table,
    Type,
)
from orchestrator.diagnostics import Path

CUSTOMERS: Path = ("catalog", "customers")


class Role(StrEnum):
    """What a column is there for, beyond its value."""

    CUSTOMER_KEY = "customer key"
    EVENT_KEY = "event key"
    RECORD_KEY = "record key"
    CUSTOMER = "customer"
    """Holds a customer's key."""
    TIME = "time"
    ON = "on"
    """Holds the key of an event's row."""
    MESSAGE = "message"
    """Names a message that was sent."""
    REFERENCE = "reference"
    """Holds a record's key."""
    ZONE = "zone"
    LOCALE = "locale"
    VALUE = "value"
    SELECTED = "selected"
    """The value of an attribute that is a SELECT."""


KEYS = frozenset({Role.CUSTOMER_KEY, Role.EVENT_KEY, Role.RECORD_KEY})


@dataclass(frozen=True)
class Use:
    """One column that the catalog names, and where it stands there."""

    column: Column
    path: Path
    role: Role = Role.VALUE


@dataclass(frozen=True)
class Part:
    """One table or SELECT, with all that is read of it."""

    name: str
    path: Path
    """Of the table's name or the SELECT."""
    source: Source
    uses: tuple[Use, ...]
    where: str | None = None
    where_path: Path = ()

    def label(self, use: Use) -> str:
        """How a message names the column."""
        if isinstance(self.source, Table):
            return f"{self.source.name}.{use.column.name}"
        if any(self.of(Role.SELECTED)):
            return f"the {use.column.name} in the SELECT of {self.name}"
        return f"{self.name}.{use.column.name}"

    def of(self, *roles: Role) -> Iterator[Use]:
        return (use for use in self.uses if use.role in roles)


def parts(catalog: Catalog) -> list[Part]:
    """In the order of the file; attributes that are SELECTs are `sql_attributes`."""
    found = [_customers(catalog.customers)]
    for name, event in catalog.events.items():
        found.append(_event(event, ("catalog", "events", name)))
        found += _items(event, ("catalog", "events", name, "items"))
    found += [
        _record(record, ("catalog", "records", name)) for name, record in catalog.records.items()
    ]
    return [*found, *_responses(catalog.responses)]


def sql_attributes(catalog: Catalog) -> Iterator[tuple[Path, SqlAttribute]]:
    for name, attribute in catalog.customers.attributes.items():
        if isinstance(attribute, SqlAttribute):
            yield (*CUSTOMERS, "attributes", name), attribute


def attribute_part(path: Path, attribute: SqlAttribute, key: Column) -> Part:
    """Its two columns, whatever they are called, as `customer` and `value`."""
    sql = f"WITH asked(customer, value) AS (\n{attribute.sql.strip().rstrip(';')}\n) "
    uses = (
        Use(replace(key, name="customer"), (*path, "sql"), Role.CUSTOMER),
        Use(Column("value", attribute.type), path, Role.SELECTED),
    )
    return Part(
        str(path[-1]), (*path, "sql"), Query(f"{sql}SELECT customer, value FROM asked"), uses
    )


def _customers(mapped: Customers) -> Part:
    uses = [Use(mapped.key, (*CUSTOMERS, "key"), Role.CUSTOMER_KEY)]
    if mapped.created:
        uses.append(Use(mapped.created, (*CUSTOMERS, "created")))
    roles = {"email": Role.VALUE, "phone": Role.VALUE, "timezone": Role.ZONE, "locale": Role.LOCALE}
    for name, role in roles.items():
        if column := getattr(mapped, name):
            uses.append(Use(Column(column), (*CUSTOMERS, name), role))
    for channel, column in mapped.consent.items():
        uses.append(Use(Column(column, Type.BOOLEAN), (*CUSTOMERS, "consent", channel)))
    for name, attribute in mapped.attributes.items():
        if isinstance(attribute, ColumnAttribute):
            uses.append(Use(attribute.column, (*CUSTOMERS, "attributes", name)))
    return Part("customers", _place(mapped.source, CUSTOMERS), mapped.source, tuple(uses))


def _event(event: Event, path: Path) -> Part:
    uses = [
        Use(event.key, (*path, "key"), Role.EVENT_KEY),
        Use(event.customer, (*path, "customer"), Role.CUSTOMER),
        Use(event.time, (*path, "time"), Role.TIME),
    ]
    if event.value:
        uses.append(Use(event.value, (*path, "value")))
    uses += _named(event.properties, (*path, "properties"))
    uses += _named(event.records, (*path, "records"), Role.REFERENCE)
    where = (*path, "where")
    return Part(
        event.name, _place(event.source, path), event.source, tuple(uses), event.where, where
    )


def _items(event: Event, path: Path) -> list[Part]:
    if event.items is None:
        return []
    on = Use(replace(event.key, name=event.items.on), (*path, "on"), Role.ON)
    uses = (on, *_named(event.items.properties, (*path, "properties")))
    return [Part(f"{event.name}.items", (*path, "table"), Table(event.items.table), uses)]


def _record(record: Record, path: Path) -> Part:
    key = Use(record.key, (*path, "key"), Role.RECORD_KEY)
    uses = [key, *_named(record.attributes, (*path, "attributes"))]
    if record.customer is not None:
        uses.append(Use(record.customer, (*path, "customer"), Role.CUSTOMER))
    return Part(record.name, _place(record.source, path), record.source, tuple(uses))


def _responses(responses: Responses | None) -> list[Part]:
    if responses is None:
        return []
    path = ("catalog", "responses")
    uses = (
        Use(responses.message, (*path, "message"), Role.MESSAGE),
        Use(responses.kind, (*path, "kind")),
        Use(replace(responses.time, type=Type.TIME), (*path, "time")),
    )
    return [Part("responses", _place(responses.source, path), responses.source, uses)]


def _named(columns: Mapping[str, Column], path: Path, role: Role = Role.VALUE) -> Iterator[Use]:
    return (Use(column, (*path, name), role) for name, column in columns.items())


def _place(source: Source, path: Path) -> Path:
    return (*path, "table" if isinstance(source, Table) else "sql")
