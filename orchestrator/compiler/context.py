"""What rendering needs to know: just the columns that the templates use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import FromClause, bindparam, null, select, type_coerce
from sqlalchemy.types import NullType

from orchestrator import tables
from orchestrator.catalog import Event, Type
from orchestrator.compiler.expressions import Place, attribute
from orchestrator.compiler.sources import among, from_text, named_table, typed
from orchestrator.compiler.steps import inside
from orchestrator.model import EventTrigger, Flow, Project, Send
from orchestrator.program import Context, Field, Statement
from orchestrator.tables import Sql

_CUSTOMER_BASICS = ("email",)


def context(
    flow: Flow, step: Send, project: Project, variables: Iterable[tuple[str, ...]]
) -> Context:
    del step
    used = sorted(set(variables))
    message = tables.message
    enrolment = tables.enrolment.alias("standing")
    place = inside(flow, project, enrolment)
    customers = place.sources.customers()
    place = replace(place, customers=customers)
    named = dict(_named(used, place, flow, project))
    query = (
        select(
            message.c.id.label("message"),
            message.c.customer,
            message.c.variant,
            message.c.address,
            message.c.attempts,
            _basic("locale", place, customers).label("locale"),
            _basic("timezone", place, customers).label("timezone"),
            # Read as it comes: one unreadable value must not lose the whole batch.
            *(type_coerce(value, NullType()).label(each.label) for each, value in named.items()),
        )
        .select_from(message)
        .join(enrolment, enrolment.c.id == message.c.enrolment)
        .outerjoin(
            customers,
            place.sources.customer_key(customers) == place.sources.from_state(message.c.customer),
        )
        .where(message.c.token == bindparam("by_token"))
        .order_by(message.c.id)
    )
    items, item_fields = _items(used, flow, project)
    return Context(
        Statement.of("What the templates need to know of each customer.", query),
        tuple(named),
        items,
        item_fields,
    )


def _basic(name: str, place: Place, customers: FromClause) -> Sql:
    column = getattr(place.catalog.customers, name)
    return customers.c[column] if column else null()


def _named(
    used: list[tuple[str, ...]], place: Place, flow: Flow, project: Project
) -> Iterable[tuple[Field, Sql]]:
    for number, path in enumerate(used):
        found = _read(path, place, flow, project)
        if found is not None:
            value, kind = found
            yield Field(f"f{number}", path, kind), value


def _read(
    path: tuple[str, ...], place: Place, flow: Flow, project: Project
) -> tuple[Sql, Type] | None:
    match path:
        case ("customer", name) if name in project.catalog.customers.attributes:
            return attribute(name, place)
        case ("customer", name) if name in _CUSTOMER_BASICS and place.customers is not None:
            return _basic(name, place, place.customers), Type.TEXT
        case ("trigger", name) if place.trigger is not None and name in place.trigger.types:
            kind = place.trigger.types[name]
            return place.trigger.value(name, kind), kind
        case ("trigger", record, name):
            return _read_record(record, name, place, flow, project)
        case _:
            return None


def _read_record(
    record: str, name: str, place: Place, flow: Flow, project: Project
) -> tuple[Sql, Type] | None:
    event = _event(flow, project)
    if event is None or record not in event.records or place.trigger is None:
        return None
    declared = project.catalog.records[record]
    if name not in declared.attributes:
        return None
    rows = place.sources.record(declared)
    wanted = from_text(place.trigger.record_key(record), declared.key.type)
    found = among(rows.clause, rows[name], rows.raw(declared.key.name) == wanted).limit(1)
    return found.scalar_subquery(), declared.attributes[name].type


def _event(flow: Flow, project: Project) -> Event | None:
    if not isinstance(flow.trigger, EventTrigger):
        return None
    return project.catalog.events[flow.trigger.event]


def _items(
    used: list[tuple[str, ...]], flow: Flow, project: Project
) -> tuple[Statement | None, tuple[Field, ...]]:
    """The lines of the event's row, read live by its key."""
    event = _event(flow, project)
    if event is None or event.items is None or not any(p[:2] == ("trigger", "items") for p in used):
        return None, ()
    properties = event.items.properties
    columns = [event.items.on, *(each.name for each in properties.values())]
    lines = named_table(event.items.table, dict.fromkeys(columns)).alias("line")
    message, enrolment = tables.message, tables.enrolment.alias("standing")
    key = from_text(tables.frozen(enrolment.c.trigger, "key", Type.TEXT), event.key.type)
    fields = tuple(
        Field(f"i{number}", (name,), declared.type)
        for number, (name, declared) in enumerate(properties.items())
    )
    values = [
        type_coerce(typed(lines.c[declared.name], declared.type, declared), NullType()).label(
            each.label
        )
        for each, declared in zip(fields, properties.values(), strict=True)
    ]
    query = (
        select(message.c.id.label("message"), *values)
        .select_from(message)
        .join(enrolment, enrolment.c.id == message.c.enrolment)
        .join(lines, lines.c[event.items.on] == key)
        .where(message.c.token == bindparam("by_token"))
        .order_by(message.c.id)
    )
    return Statement.of("The lines of what triggered them.", query), fields


__all__ = ["context"]
