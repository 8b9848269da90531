"""A value against others: `customer.country: SE`, `trigger.value: {at_least: 20}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import String, and_, cast, exists, false, func, literal, not_, or_, true

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.expressions.place import Place
from orchestrator.compiler.expressions.values import is_tags, read, tagged
from orchestrator.conditions import Compare, Operator, Ref, Relative, Scalar
from orchestrator.program import instant
from orchestrator.tables import Day, Instant, Sql


def compare(condition: Compare, place: Place) -> Sql:
    if is_tags(condition.ref):
        return _tags(condition, place)
    left, kind = _comparable(condition.ref, place)
    return compared(left, kind, condition, place)


def compared(left: Sql, kind: Type, condition: Compare, place: Place) -> Sql:
    """The condition's test, of a value that is at hand already."""
    if condition.operator is Operator.EXISTS:
        return left.is_not(None) if condition.value else left.is_(None)
    if kind is Type.BOOLEAN:
        return _yes_or_no(condition, tables.truthy(left), place)
    raw = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return _OPERATORS[condition.operator](left, [_constant(each, kind, place) for each in raw])


def _tags(condition: Compare, place: Place) -> Sql:
    match condition.operator, condition.value:
        case Operator.CONTAINS, str() as tag:
            return exists(tagged(place, tag))
        case Operator.NOT_CONTAINS, str() as tag:
            return not_(exists(tagged(place, tag)))
        case Operator.EXISTS, wanted:
            found = exists(tagged(place))
            return found if wanted else not_(found)
        case _:
            message = f"{condition.ref} can't be held against {condition.value!r}"
            raise LookupError(message)


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
    Operator.NOT_CONTAINS: lambda left, to: not_(
        func.coalesce(tables.contains(left, to[0]), false())
    ),
    Operator.STARTS_WITH: lambda left, to: func.substr(left, 1, func.length(to[0])) == to[0],
    Operator.BEFORE: lambda left, to: left < to[0],
    Operator.AFTER: lambda left, to: left > to[0],
}


def _constant(value: Scalar, kind: Type, place: Place) -> Sql:
    match value:
        case Ref():
            return _as_kind(*_comparable(value, place), kind)
        case Relative():
            moment = instant(ago=value.ago)
            return tables.day_of(moment) if kind is Type.DATE else moment
        case date():
            return _moment(value, kind)
        case int() | float() if kind is Type.TEXT:
            return literal(str(value))
        case _:
            return literal(value)


def _as_kind(value: Sql, kind: Type, wanted: Type) -> Sql:
    """A date beside an instant means its first instant, an instant beside a date its day (UTC)."""
    if (kind, wanted) == (Type.TIME, Type.DATE):
        return tables.day_of(value)
    if (kind, wanted) == (Type.DATE, Type.TIME):
        return tables.start_of_day(value)
    return value


def _moment(value: date, kind: Type) -> Sql:
    """A day means its first instant (UTC) where instants are compared."""
    if isinstance(value, datetime):
        return literal(value.date(), Day()) if kind is Type.DATE else literal(value, Instant())
    if kind is Type.DATE:
        return literal(value, Day())
    return literal(datetime.combine(value, time(), UTC), Instant())


def _comparable(ref: Ref, place: Place) -> tuple[Sql, Type]:
    value, kind = read(ref, place)
    # PostgreSQL compares an enum or a uuid with no text.
    return (cast(value, String), kind) if kind is Type.TEXT else (value, kind)
