"""What rendering needs to know: just the columns that the templates use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import (
    FromClause,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.expressions import Place, attribute, has_record, read
from orchestrator.compiler.sources import Sources, among, from_text, to_state
from orchestrator.compiler.triggered import inside, trigger_event
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.model import Flow, Project, Send
from orchestrator.program import Context, Field, Statement
from orchestrator.tables import Instant, Sql

_CUSTOMER_BASICS = ("email",)
_HANDED_OVER = ("sent", "unknown")


def context(
    flow: Flow, step: Send, project: Project, variables: Iterable[tuple[str, ...]]
) -> Context:
    used = sorted(set(variables))
    message = tables.message
    enrolment = tables.enrolment.alias("standing")
    place = inside(flow, project, enrolment)
    customers = place.sources.customers()
    place = replace(place, customers=customers)
    named = dict(_named(used, place))
    query = (
        select(
            message.c.id.label("message"),
            message.c.customer,
            message.c.variant,
            message.c.address,
            message.c.attempts,
            _basic("locale", place, customers).label("locale"),
            _basic("timezone", place, customers).label("timezone"),
            _coupon_since(flow, step, enrolment).label("coupon_since"),
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


def _coupon_since(flow: Flow, step: Send, enrolment: FromClause) -> Sql:
    """When the passage first sent the step's coupon; null until then, or where it never ends."""
    sends = (each for each in flow.all_steps() if isinstance(each, Send))
    others = [each.id for each in sends if each is not step and each.coupon == step.coupon]
    if step.coupon is None or not others:
        return cast(null(), Instant())
    earlier = tables.message.alias("earlier")
    return among(
        earlier,
        func.min(earlier.c.finished_at, type_=Instant()),
        earlier.c.enrolment == enrolment.c.id,
        or_(*(earlier.c.step == literal(each) for each in others)),
        or_(*(earlier.c.status == literal_column(f"'{each}'") for each in _HANDED_OVER)),
    ).scalar_subquery()


def _named(used: list[tuple[str, ...]], place: Place) -> Iterable[tuple[Field, Sql]]:
    for number, path in enumerate(used):
        found = _read(path, place)
        if found is not None:
            value, kind = found
            yield Field(f"f{number}", path, kind), value
        elif (row := _row(path, place)) is not None:
            yield Field(f"f{number}", path, Type.BOOLEAN, is_row=True), row


def _row(path: tuple[str, ...], place: Place) -> Sql | None:
    """Whether the row is there of which a template reads, if the path is the name of one."""
    match path:
        case ("trigger", record) if place.trigger is not None and record in place.trigger.records:
            return has_record(record, place)
        case (waited,):
            # Every row has a time.
            ended = _awaited(waited, "time", place)
            return ended[0].is_not(None) if ended else None
    return None


def _read(path: tuple[str, ...], place: Place) -> tuple[Sql, Type] | None:  # noqa: PLR0911
    """None for what no column tells, such as a constant."""
    catalog = place.catalog
    match path:
        case ("customer", "facts", name) if name in catalog.customers.facts:
            return read(Ref(Scope.CUSTOMER, name, record=FACTS), place)
        case ("customer", "tags"):
            return _tags(place), Type.TAGS
        case ("customer", name) if name in catalog.customers.attributes:
            return attribute(name, place)
        case ("customer", "key") if place.customers is not None:
            return place.sources.customer_key(place.customers), catalog.customers.key.type
        case ("customer", name) if name in _CUSTOMER_BASICS and place.customers is not None:
            return _basic(name, place, place.customers), Type.TEXT
        case ("trigger", name) if place.trigger is not None and name in place.trigger.types:
            return read(Ref(Scope.TRIGGER, name), place)
        case ("trigger", record, name) if _has(record, name, place):
            return read(Ref(Scope.TRIGGER, name, record=record), place)
        case (waited, name):
            return _awaited(waited, name, place)
        case _:
            return None


def _has(record: str, name: str, place: Place) -> bool:
    """Whether the trigger has such a record, and that such an attribute."""
    trigger = place.trigger
    if trigger is None or record not in trigger.records:
        return False
    return name in place.catalog.records[record].attributes


def _awaited(waited: str, name: str, place: Place) -> tuple[Sql, Type] | None:
    """In templates an id is written with underscores."""
    for step, event in place.awaited.items():
        if step.replace("-", "_") == waited and name in event.property_types():
            return read(Ref(Scope.AWAITED, name, record=step), place)
    return None


def _tags(place: Place) -> Sql:
    """All tags, one a line."""
    kept = tables.tag.alias()
    listed = func.aggregate_strings(kept.c.tag, "\n")
    return among(kept, listed, kept.c.customer == to_state(place.person)).scalar_subquery()


def _items(
    used: list[tuple[str, ...]], flow: Flow, project: Project
) -> tuple[Statement | None, tuple[Field, ...]]:
    """The lines of the event's row, read live by its key."""
    event = trigger_event(flow, project.catalog)
    if event is None or event.items is None or not any(p[:2] == ("trigger", "items") for p in used):
        return None, ()
    lines = Sources(project.catalog).items(event)
    message, enrolment = tables.message, tables.enrolment.alias("standing")
    key = from_text(tables.frozen(enrolment.c.trigger, "key", Type.TEXT), event.key)
    fields = tuple(
        Field(f"i{number}", (name,), declared.type)
        for number, (name, declared) in enumerate(event.items.properties.items())
    )
    # Read as they come, as above.
    values = [type_coerce(lines[each.path[0]], NullType()).label(each.label) for each in fields]
    query = (
        select(message.c.id.label("message"), *values)
        .select_from(message)
        .join(enrolment, enrolment.c.id == message.c.enrolment)
        .join(lines.clause, lines["line:on"] == key)
        .where(message.c.token == bindparam("by_token"))
        .order_by(message.c.id)
    )
    return Statement.of("The lines of what triggered them.", query), fields
