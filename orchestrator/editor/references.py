"""The values that a flow may read, as it writes them, with a word on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Attribute,
    Catalog,
    Column,
    ColumnAttribute,
    Event,
    Type,
)
from orchestrator.conditions import FACTS, TAGS
from orchestrator.parse import Names

KINDS = {
    Type.TEXT: "A text",
    Type.NUMBER: "A number",
    Type.BOOLEAN: "True or false",
    Type.DATE: "A date",
    Type.TIME: "A time",
    Type.TAGS: "Tags",
}
AGGREGATES = {
    Aggregate.COUNT: "how many {event} there are",
    Aggregate.SUM: "the sum of {event}.{of}",
    Aggregate.LATEST: "the last {event}",
    Aggregate.FIRST: "the first {event}",
}
OFFERED = {
    "nth": "which such event of this customer it is; the first is 1",
    "years": "how many years are complete",
    "date": "the day itself",
    "name": "the name of the day",
    "time": "when it happened",
    "key": "what tells one row from another",
}


@dataclass(frozen=True)
class Reference:
    name: str
    type: Type
    description: str


def of_customer(catalog: Catalog) -> Iterator[Reference]:
    for name, attribute in catalog.customers.attributes.items():
        yield Reference(
            f"customer.{name}", attribute.type, _said(attribute.type, _source(attribute))
        )
    for name, type_ in catalog.customers.facts.items():
        yield Reference(f"customer.{FACTS}.{name}", type_, _said(type_, "a fact that steps set"))
    yield Reference(f"customer.{TAGS}", Type.TAGS, _said(Type.TAGS, "what steps have added"))


def of_trigger(names: Names) -> Iterator[Reference]:
    """All but the lines of the row, which are no single value."""
    for name, type_ in names.trigger_types().items():
        source = _property(names.trigger, name) if names.trigger else OFFERED[name]
        yield Reference(f"trigger.{name}", type_, _said(type_, source))
    for record in names.records:
        for name, column in _attributes(names.catalog, record).items():
            source = f"{name} of the {record}, read live"
            yield Reference(f"trigger.{record}.{name}", column.type, _said(column.type, source))


def of_event(event: Event) -> Iterator[Reference]:
    """What a `where` tests, by its bare name."""
    for name, type_ in event.property_types().items():
        yield Reference(name, type_, _said(type_, _property(event, name)))


def of_lines(event: Event) -> Iterator[Reference]:
    for name, column in event.items.properties.items() if event.items else ():
        yield Reference(name, column.type, _said(column.type, f"{name} of one line"))


def _said(type_: Type, source: str) -> str:
    return f"{KINDS[type_]}: {source}."


def _source(attribute: Attribute) -> str:
    match attribute:
        case ColumnAttribute():
            return f"the column {attribute.column.name}"
        case AggregateAttribute():
            return AGGREGATES[attribute.aggregate].format(event=attribute.event, of=attribute.of)
        case _:
            return "a SELECT of the catalog"


def _property(event: Event, name: str) -> str:
    if name in event.properties:
        return f"{name} of {event.name}"
    return OFFERED.get(name, f"the {name} of {event.name}")


def _attributes(catalog: Catalog | None, record: str) -> Mapping[str, Column]:
    found = catalog.records.get(record) if catalog else None
    return found.attributes if found else {}
