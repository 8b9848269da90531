"""The catalog of orchestrator.yml."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Attribute,
    Catalog,
    Column,
    ColumnAttribute,
    Customers,
    Event,
    Items,
    Query,
    Record,
    Responses,
    Source,
    SqlAttribute,
    Table,
    TimeFormat,
    Type,
)
from orchestrator.diagnostics import Code
from orchestrator.parse.reading import Node, Reading

LINES = "items"
KINDS = ("column", "sql", *(aggregate.value for aggregate in Aggregate))
_UUID = "uuid"
"""A type of columns alone: what they hold is text."""


def parse_catalog(reading: Reading, node: Node) -> Catalog:
    customers = _customers(node["customers"])
    for _name, event in node["events"].pairs():
        _keep_the_lines_name(reading, event["properties"])
    return Catalog(
        customers,
        {name: _event(name, below, customers) for name, below in node["events"].pairs()},
        {name: _record(name, below, customers) for name, below in node["records"].pairs()},
        _responses(node["responses"]),
    )


def _customers(node: Node) -> Customers:
    return Customers(
        source=_source(node),
        key=_column(node["key"]),
        created=_column(node["created"], Type.TIME) if "created" in node else None,
        email=node["email"].text_or_none(),
        phone=node["phone"].text_or_none(),
        timezone=node["timezone"].text_or_none(),
        locale=node["locale"].text_or_none(),
        consent={channel: column.text() for channel, column in node["consent"].pairs()},
        attributes={
            name: _attribute(below) for name, below in node["attributes"].pairs() if _is_said(below)
        },
        facts={name: Type(below.text()) for name, below in node["facts"].pairs()},
    )


def _is_said(node: Node) -> bool:
    """Not where what it is could not be read: what is left would pass for a text."""
    return not node.is_map or any(key in node for key in KINDS)


def _attribute(node: Node) -> Attribute:
    for aggregate in Aggregate:
        if aggregate.value in node:
            event, _, of = node[aggregate.value].text().partition(".")
            return AggregateAttribute(aggregate, event, of or None, node.path)
    if "sql" in node:
        return SqlAttribute(node["sql"].text(), _type(node, Type.TEXT), node.path)
    return ColumnAttribute(_column(node), node.path)


def _event(name: str, node: Node, customers: Customers) -> Event:
    return Event(
        name=name,
        source=_source(node),
        key=_column(node["key"]),
        customer=_column(node["customer"], customers.key.type),
        time=_column(node["time"], Type.TIME),
        changed=_column(node["changed"], Type.TIME) if "changed" in node else None,
        where=node["where"].text_or_none(),
        value=_column(node["value"], Type.NUMBER) if "value" in node else None,
        properties=_columns(node["properties"]),
        items=_items(node["items"]),
        records=_columns(node["records"]),
        path=node.path,
    )


def _keep_the_lines_name(reading: Reading, properties: Node) -> None:
    if LINES in properties:
        message = f'"{LINES}" are the lines of a row; give the property another name'
        reading.say(Code.NOT_ALLOWED, properties[LINES].path, message, on_key=True)


def _items(node: Node) -> Items | None:
    if not node:
        return None
    return Items(node["table"].text(), node["on"].text(), _columns(node["properties"]))


def _record(name: str, node: Node, customers: Customers) -> Record:
    owner = _column(node["customer"], customers.key.type) if "customer" in node else None
    return Record(
        name=name,
        source=_source(node),
        key=_column(node["key"]),
        attributes=_columns(node["attributes"]),
        customer=owner,
        path=node.path,
    )


def _responses(node: Node) -> Responses | None:
    if not node:
        return None
    return Responses(
        source=_source(node),
        message=_column(node["message"]),
        kind=_column(node["kind"]),
        time=_column(node["time"], Type.TIME),
        path=node.path,
    )


def _source(node: Node) -> Source:
    if "sql" in node:
        return Query(node["sql"].text().strip().removesuffix(";"))
    return Table(node["table"].text())


def _columns(node: Node) -> Mapping[str, Column]:
    return {name: _column(below) for name, below in node.pairs()}


def _column(node: Node, default: Type = Type.TEXT) -> Column:
    """A column's name, or its name with its type; a format makes it an instant."""
    if not node.is_map:
        return Column(node.text(), default)
    if node["type"].text_or_none() == _UUID:
        return Column(node["column"].text(), Type.TEXT, is_uuid=True)
    format_ = TimeFormat(node["format"].text(TimeFormat.NATIVE))
    default = default if format_ is TimeFormat.NATIVE else Type.TIME
    return Column(node["column"].text(), _type(node, default), format_)


def _type(node: Node, default: Type) -> Type:
    return Type(node["type"].text(default))
