"""Conditions as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import assert_never

from sqlalchemy import (
    FromClause,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    true,
)

from orchestrator import tables
from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Catalog,
    ColumnAttribute,
    SqlAttribute,
    Type,
)
from orchestrator.compiler.sources import Rows, Sources, among, from_text, to_state, typed
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    Relative,
    Scalar,
    Scope,
    SinceKind,
    Times,
)
from orchestrator.model import Segment
from orchestrator.program import instant
from orchestrator.tables import Day, Instant, Sql


@dataclass(frozen=True)
class TriggerRow:
    """Where the trigger's values are read: from its row while entering, frozen afterwards."""

    value: Callable[[str, Type], Sql]
    types: Mapping[str, Type]
    record_key: Callable[[str], Sql]


@dataclass(frozen=True)
class Passage:
    """The passage that a condition is judged for, under way or about to begin."""

    triggered_at: Sql
    entered_at: Sql
    own_event: str | None
    """The trigger's event, whose own row never counts since the trigger."""
    own_key: Sql
    enrolment: FromClause | None = None


@dataclass(frozen=True)
class Place:
    """Everything that a condition may refer to where it stands."""

    sources: Sources
    segments: Mapping[str, Segment]
    person: Sql
    """The customer's key as the customer database has it."""
    customers: FromClause | None = None
    trigger: TriggerRow | None = None
    default_since: SinceKind = SinceKind.EVER
    passage: Passage | None = None
    """None: the condition is judged before anybody enters."""
    row: Rows | None = None
    row_types: Mapping[str, Type] | None = None
    until: Sql | None = None
    """Rows after this instant don't count; None: the tick's."""

    @property
    def catalog(self) -> Catalog:
        return self.sources.catalog


def holds_all(conditions: tuple[Condition, ...], place: Place) -> Sql:
    return and_(true(), *(_condition(each, place) for each in conditions))


def holds_any(conditions: tuple[Condition, ...], place: Place) -> Sql:
    """True or false, never null, so that it can be negated."""
    return or_(false(), *(func.coalesce(_condition(each, place), false()) for each in conditions))


def enrolled(conditions: tuple[Condition, ...], place: Place, *, any_of: bool = False) -> Sql:
    """The conditions for an enrolment's customer: false where that customer has vanished."""
    join = holds_any if any_of else holds_all
    if not any(_asks_customer(each) for each in conditions):
        return join(conditions, place)
    customers = place.sources.customers()
    inside = replace(place, customers=customers)
    key = place.sources.customer_key(customers)
    return exists(among(customers, literal(1), key == place.person, join(conditions, inside)))


def _asks_customer(condition: Condition) -> bool:
    match condition:
        case Compare():
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            refs = [condition.ref, *(each for each in values if isinstance(each, Ref))]
            return any(ref.scope is Scope.CUSTOMER for ref in refs)
        case Did():
            return any(_asks_customer(each) for each in condition.where)
        case InSegment():
            return True
        case AllOf() | AnyOf() | NoneOf():
            return any(_asks_customer(each) for each in condition.conditions)
        case _:
            assert_never(condition)


def _condition(condition: Condition, place: Place) -> Sql:
    match condition:
        case Compare():
            return _compare(condition, place)
        case Did():
            return _did(condition, place)
        case InSegment():
            return _in_segment(condition, place)
        case AllOf():
            return holds_all(condition.conditions, place)
        case AnyOf():
            return holds_any(condition.conditions, place)
        case NoneOf():
            return not_(holds_any(condition.conditions, place))
        case _:
            assert_never(condition)


def _in_segment(condition: InSegment, place: Place) -> Sql:
    outside = replace(place, trigger=None, row=None, default_since=SinceKind.EVER, passage=None)
    member = holds_all(place.segments[condition.segment].conditions, outside)
    return not_(func.coalesce(member, false())) if condition.negated else member


def _did(condition: Did, place: Place) -> Sql:
    rows = place.sources.event(condition.event)
    event = place.catalog.events[condition.event]
    where = replace(place, row=rows, row_types=event.property_types())
    tests = [
        rows["customer"] == place.person,
        rows["row:time"] <= instant(),
        *_since(condition, rows, place),
        *(_condition(each, where) for each in condition.where),
    ]
    if place.until is not None:
        tests.append(rows["row:time"] <= place.until)
    if condition.within is not None:
        tests.append(rows["row:time"] > instant(ago=condition.within))
    found = _often_enough(condition, rows, tests)
    holds = not_(found) if condition.negated else found
    step = condition.since.step if condition.since else None
    return holds if step is None else and_(_passed(step, place).is_not(None), holds)


def _often_enough(condition: Did, rows: Rows, tests: list[Sql]) -> Sql:
    if condition.times is Times.AT_LEAST and condition.count == 1:
        return exists(among(rows.clause, literal(1), *tests))
    number = among(rows.clause, func.count(), *tests).scalar_subquery()
    match condition.times:
        case Times.AT_LEAST:
            return number >= condition.count
        case Times.AT_MOST:
            return number <= condition.count
        case Times.EXACTLY:
            return number == condition.count


def _since(condition: Did, rows: Rows, place: Place) -> list[Sql]:
    kind = condition.since.kind if condition.since else place.default_since
    passage = place.passage
    if kind is SinceKind.EVER or passage is None:
        return []
    if kind is SinceKind.ENTRY:
        return [rows["row:time"] >= passage.entered_at]
    if condition.since is not None and condition.since.step is not None:
        return [rows["row:time"] >= _passed(condition.since.step, place)]
    tests = [rows["row:time"] >= passage.triggered_at]
    if condition.event == passage.own_event:
        tests.append(to_state(rows["row:key"]) != passage.own_key)
    return tests


def _passed(step: str, place: Place) -> Sql:
    """When that step's message became final; null until then."""
    if place.passage is None or place.passage.enrolment is None:
        return cast(null(), Instant())
    message = tables.message.alias("passed")
    mine = message.c.enrolment == place.passage.enrolment.c.id
    return among(message, message.c.finished_at, mine, message.c.step == step).scalar_subquery()


def _compare(condition: Compare, place: Place) -> Sql:
    left, kind = _comparable(condition.ref, place)
    if condition.operator is Operator.EXISTS:
        return left.is_not(None) if condition.value else left.is_(None)
    if kind is Type.BOOLEAN:
        return _yes_or_no(condition, tables.truthy(left), place)
    raw = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return _OPERATORS[condition.operator](left, [_constant(each, kind, place) for each in raw])


def _yes_or_no(condition: Compare, yes: Sql, place: Place) -> Sql:
    if isinstance(condition.value, Ref):
        return yes == tables.truthy(_comparable(condition.value, place)[0])
    found = yes if condition.value else not_(yes)
    if condition.operator is Operator.IS_NOT:
        return not_(func.coalesce(found, false()))
    return found


_OPERATORS: Mapping[Operator, Callable[[Sql, list[Sql]], Sql]] = {
    Operator.IS: lambda left, to: left == to[0],
    Operator.SAME_AS: lambda left, to: left == to[0],
    Operator.IS_NOT: lambda left, to: left.is_distinct_from(to[0]),
    Operator.IN: lambda left, to: or_(false(), *(left == each for each in to)),
    Operator.NOT_IN: lambda left, to: and_(true(), *(left.is_distinct_from(each) for each in to)),
    Operator.AT_LEAST: lambda left, to: left >= to[0],
    Operator.AT_MOST: lambda left, to: left <= to[0],
    Operator.MORE_THAN: lambda left, to: left > to[0],
    Operator.LESS_THAN: lambda left, to: left < to[0],
    Operator.BETWEEN: lambda left, to: and_(left >= to[0], left <= to[1]),
    Operator.CONTAINS: lambda left, to: tables.contains(left, to[0]),
    Operator.STARTS_WITH: lambda left, to: func.substr(left, 1, func.length(to[0])) == to[0],
    Operator.BEFORE: lambda left, to: left < to[0],
    Operator.AFTER: lambda left, to: left > to[0],
}


def _constant(value: Scalar, kind: Type, place: Place) -> Sql:
    match value:
        case Ref():
            return _comparable(value, place)[0]
        case Relative():
            moment = instant(ago=value.ago)
            return tables.as_date(moment) if kind is Type.DATE else moment
        case date():
            return _moment(value, kind)
        case int() | float() if kind is Type.TEXT:
            return literal(str(value))
        case _:
            return literal(value)


def _moment(value: date, kind: Type) -> Sql:
    """A day means its first instant (UTC) where instants are compared."""
    if isinstance(value, datetime):
        return literal(value.date(), Day()) if kind is Type.DATE else literal(value, Instant())
    if kind is Type.DATE:
        return literal(value, Day())
    return literal(datetime.combine(value, time(), UTC), Instant())


def _comparable(ref: Ref, place: Place) -> tuple[Sql, Type]:
    value, kind = _value(ref, place)
    # PostgreSQL compares an enum or a uuid with no text.
    return (cast(value, String), kind) if kind is Type.TEXT else (value, kind)


def _value(ref: Ref, place: Place) -> tuple[Sql, Type]:
    match ref.scope:
        case Scope.CUSTOMER:
            return attribute(ref.name, place)
        case Scope.TRIGGER:
            return _trigger_value(ref, place)
        case Scope.EVENT:
            if place.row is None or place.row_types is None:
                message = f"{ref} stands outside of a where"
                raise LookupError(message)
            return place.row[ref.name], place.row_types[ref.name]


def _trigger_value(ref: Ref, place: Place) -> tuple[Sql, Type]:
    if place.trigger is None:
        message = f"{ref} stands where no trigger is known"
        raise LookupError(message)
    if ref.record is None:
        kind = place.trigger.types[ref.name]
        return place.trigger.value(ref.name, kind), kind
    record = place.catalog.records[ref.record]
    rows = place.sources.record(record)
    wanted = from_text(place.trigger.record_key(ref.record), record.key.type)
    found = among(rows.clause, rows[ref.name], rows.raw(record.key.name) == wanted).limit(1)
    return found.scalar_subquery(), record.attributes[ref.name].type


def attribute(name: str, place: Place) -> tuple[Sql, Type]:
    """`customer.NAME` of the place's customer, with its type."""
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
