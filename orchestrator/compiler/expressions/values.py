"""The value that a reference names, with its type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, assert_never

from sqlalchemy import Select, func, literal

from orchestrator import tables
from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    ColumnAttribute,
    SqlAttribute,
    Type,
)
from orchestrator.compiler.expressions.place import Place
from orchestrator.compiler.sources import Rows, among, from_text, to_state, typed
from orchestrator.conditions import FACTS, TAGS, Ref, Scope
from orchestrator.program import instant
from orchestrator.tables import Instant, Sql


def read(ref: Ref, place: Place) -> tuple[Sql, Type]:
    """The value; where no customer row is joined, `customer.` is looked up."""
    match ref.scope:
        case Scope.CUSTOMER if ref.record == FACTS:
            return _fact(ref.name, place)
        case Scope.CUSTOMER:
            return _attribute(ref.name, place)
        case Scope.TRIGGER:
            return _trigger_value(ref, place)
        case Scope.EVENT:
            return _of_row(ref, place.row)
        case Scope.LINE:
            return _of_row(ref, place.line)
        case Scope.AWAITED:
            return _awaited(ref, place)
        case Scope.RECORD:
            message = f"{ref} is read by a date trigger alone"
            raise LookupError(message)
        case _:
            assert_never(ref.scope)


def is_tags(ref: Ref) -> bool:
    return ref == Ref(Scope.CUSTOMER, TAGS)


def tagged(place: Place, tag: str | None = None) -> Select[Any]:
    """The rows of the customer's tags, or of that one."""
    kept = tables.tag.alias()
    tests = [kept.c.customer == to_state(place.person)]
    if tag is not None:
        tests.append(kept.c.tag == tag)
    return among(kept, literal(1), *tests)


def _fact(name: str, place: Place) -> tuple[Sql, Type]:
    kind = place.catalog.customers.facts[name]
    kept = tables.fact.alias()
    mine = (kept.c.customer == to_state(place.person), kept.c.name == name)
    found = among(kept, tables.read_kept(kept.c.value, kind), *mine).scalar_subquery()
    return found, kind


def _of_row(ref: Ref, rows: Rows | None) -> tuple[Sql, Type]:
    if rows is None:
        message = f"{ref} stands where no row is looked at"
        raise LookupError(message)
    return rows[ref.name], rows.type_of(ref.name)


def _awaited(ref: Ref, place: Place) -> tuple[Sql, Type]:
    """Null unless that wait was ended by a row."""
    event = place.awaited.get(ref.record or "")
    if event is None or place.passage is None or place.passage.enrolment is None:
        message = f"{ref} stands where no step has waited"
        raise LookupError(message)
    kind = event.property_types()[ref.name]
    kept = tables.passage.alias()
    mine = (kept.c.enrolment == place.passage.enrolment.c.id, kept.c.step == ref.record)
    found = among(kept, tables.frozen(kept.c.awaited, ref.name, kind), *mine)
    return found.scalar_subquery(), kind


def _trigger_value(ref: Ref, place: Place) -> tuple[Sql, Type]:
    if place.trigger is None:
        message = f"{ref} stands where no trigger is known"
        raise LookupError(message)
    if ref.record is None:
        kind = place.trigger.types[ref.name]
        return place.trigger.value(ref.name, kind), kind
    rows, is_meant = _record(ref.record, place)
    found = among(rows.clause, rows[ref.name], is_meant).limit(1)
    return found.scalar_subquery(), place.catalog.records[ref.record].attributes[ref.name].type


def has_record(name: str, place: Place) -> Sql:
    """Whether the trigger's record of that name is there by now."""
    rows, is_meant = _record(name, place)
    return among(rows.clause, literal(1), is_meant).exists()


def _record(name: str, place: Place) -> tuple[Rows, Sql]:
    """Its rows, and which of them it is."""
    if place.trigger is None:
        message = f"trigger.{name} stands where no trigger is known"
        raise LookupError(message)
    record = place.catalog.records[name]
    rows = place.sources.record(record)
    wanted = from_text(place.trigger.record_key(name), record.key)
    return rows, rows.raw(record.key.name) == wanted


def _attribute(name: str, place: Place) -> tuple[Sql, Type]:
    if place.customers is not None:
        return attribute(name, place)
    customers = place.sources.customers()
    value, kind = attribute(name, replace(place, customers=customers))
    key = place.sources.customer_key(customers)
    return among(customers, value, key == place.person).limit(1).scalar_subquery(), kind


def attribute(name: str, place: Place) -> tuple[Sql, Type]:
    """`customer.NAME` of the place's joined customer row, with its type."""
    customers = place.customers
    if customers is None:
        message = f"customer.{name} stands where no customer row is joined"
        raise LookupError(message)
    declared = place.catalog.customers.attributes[name]
    key = place.sources.customer_key(customers)
    match declared:
        case ColumnAttribute():
            raw = customers.c[declared.column.name]
            return typed(raw, declared.type, declared.column), declared.type
        case AggregateAttribute():
            return _aggregate(declared, key, place), declared.type
        case SqlAttribute():
            return place.sources.sql_attribute(name, declared, key), declared.type
        case _:
            assert_never(declared)


def _aggregate(declared: AggregateAttribute, key: Sql, place: Place) -> Sql:
    rows = place.sources.event(declared.event)
    time_of = rows["row:time"]
    match declared.aggregate:
        case Aggregate.COUNT:
            value: Sql = func.count()
        case Aggregate.SUM:
            value = func.coalesce(func.sum(rows[declared.of or "value"]), 0)
        case Aggregate.LATEST:
            value = func.max(time_of, type_=Instant())
        case Aggregate.FIRST:
            value = func.min(time_of, type_=Instant())
    tests = (rows["customer"] == key, time_of <= instant())
    return among(rows.clause, value, *tests).scalar_subquery()
