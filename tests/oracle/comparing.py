"""A value held against others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from orchestrator.conditions import TAGS, Compare, Operator, Ref, Relative, Scalar, Scope
from tests.oracle.books import Value
from tests.oracle.place import Place

_MISSING_PASSES = (Operator.IS_NOT, Operator.NOT_IN, Operator.NOT_CONTAINS)


def compare(condition: Compare, place: Place) -> bool:
    if condition.ref == Ref(Scope.CUSTOMER, TAGS):
        return _tags(condition, place)
    return holds_for(place.read(condition.ref), condition, place)


def holds_for(left: Value, condition: Compare, place: Place) -> bool:
    if condition.operator is Operator.EXISTS:
        return (left is not None) == condition.value
    raw = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    to = [_value(each, place) for each in raw]
    if condition.operator is Operator.IS_NOT:
        return not _same(left, to[0])
    if condition.operator is Operator.NOT_IN:
        return not any(_same(left, each) for each in to)
    if left is None or None in to:
        return condition.operator in _MISSING_PASSES
    return _TESTS[condition.operator](left, [_beside(left, each) for each in to])


def _tags(condition: Compare, place: Place) -> bool:
    tags = place.tags()
    match condition.operator:
        case Operator.CONTAINS:
            return condition.value in tags
        case Operator.NOT_CONTAINS:
            return condition.value not in tags
        case _:
            return bool(tags) == condition.value


def _value(value: Scalar, place: Place) -> Value:
    match value:
        case Ref():
            return place.read(value)
        case Relative():
            return place.now - value.ago
        case _:
            return value


def _beside(left: Value, value: Value) -> Value:
    """A day beside an instant means its first instant, an instant beside a day its day (UTC)."""
    if isinstance(left, datetime) and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(value, datetime):
        return value.date()
    if isinstance(left, str) and not isinstance(value, str):
        return str(value)
    return value


def _same(left: Value, value: Value) -> bool:
    if left is None or value is None:
        return left is value
    return left == _beside(left, value)


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _order(left: Value, value: Value) -> int:
    """-1, 0 or 1."""
    if isinstance(left, int | float):
        left, value = _number(left), _number(value)
    return (left > value) - (left < value)  # type: ignore[operator]


_TESTS: Mapping[Operator, Callable[[Value, list[Value]], bool]] = {
    Operator.IS: lambda left, to: left == to[0],
    Operator.SAME_AS: lambda left, to: left == to[0],
    Operator.IN: lambda left, to: left in to,
    Operator.AT_LEAST: lambda left, to: _order(left, to[0]) >= 0,
    Operator.AT_MOST: lambda left, to: _order(left, to[0]) <= 0,
    Operator.MORE_THAN: lambda left, to: _order(left, to[0]) > 0,
    Operator.LESS_THAN: lambda left, to: _order(left, to[0]) < 0,
    Operator.BETWEEN: lambda left, to: _order(left, to[0]) >= 0 >= _order(left, to[1]),
    Operator.CONTAINS: lambda left, to: str(to[0]) in str(left),
    Operator.NOT_CONTAINS: lambda left, to: str(to[0]) not in str(left),
    Operator.STARTS_WITH: lambda left, to: str(left).startswith(str(to[0])),
    Operator.BEFORE: lambda left, to: _order(left, to[0]) < 0,
    Operator.AFTER: lambda left, to: _order(left, to[0]) > 0,
}
