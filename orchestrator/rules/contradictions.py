"""Conditions that exclude each other: pairs of simple ones that must both hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

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
    Times,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Branch, EventTrigger, Flow
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem


def conditions_can_be_met(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    yield from contradictions(flow.conditions)
    if isinstance(flow.trigger, EventTrigger):
        yield from contradictions(flow.trigger.where)
    for way_out in flow.exit_when:
        yield from contradictions((way_out,))
    for step in flow.all_steps():
        if isinstance(step, Branch):
            for case in step.cases:
                yield from contradictions(case.conditions)


def contradictions(conditions: tuple[Condition, ...]) -> Iterator[Diagnostic]:
    """Of conditions that must all hold."""
    flat = tuple(_flat(conditions))
    for condition in flat:
        yield from _inner(condition)
    for first, second in combinations(flat, 2):
        if _exclude(first, second):
            message = f"nobody can meet this and the condition above: {_pair(first, second)}"
            yield problem(Code.CONTRADICTION, second.path, message)
            return


def _flat(conditions: tuple[Condition, ...]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from _flat(condition.conditions)
        else:
            yield condition


def _inner(condition: Condition) -> Iterator[Diagnostic]:
    match condition:
        case AnyOf() | NoneOf():
            for below in condition.conditions:
                yield from contradictions((below,))
        case Did():
            yield from contradictions(condition.where)
        case Compare(operator=Operator.BETWEEN, value=(low, high)) if _is_before(high, low):
            message = '"between" takes the smaller value first'
            yield problem(Code.CONTRADICTION, condition.path, message)


def _pair(first: Condition, second: Condition) -> str:
    return f"{_words(first)}, and {_words(second)}"


def _words(condition: Condition) -> str:
    match condition:
        case Compare():
            return f"{condition.ref} {condition.operator.replace('_', ' ')}{_value(condition)}"
        case Did():
            return f"{'did not' if condition.negated else 'did'} {condition.event}"
        case InSegment():
            return f"{'not in' if condition.negated else 'in'} {condition.segment}"
        case _:
            return "a group"


def _value(compare: Compare) -> str:
    values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    if any(isinstance(value, Relative) for value in values):
        return ""
    return " " + ", ".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def _exclude(first: Condition, second: Condition) -> bool:
    if isinstance(first, Compare) and isinstance(second, Compare):
        return first.ref == second.ref and _compares_exclude(first, second)
    if isinstance(first, Did) and isinstance(second, Did):
        return _dids_exclude(first, second)
    if isinstance(first, InSegment) and isinstance(second, InSegment):
        return first.segment == second.segment and first.negated is not second.negated
    return False


def _compares_exclude(first: Compare, second: Compare) -> bool:
    if _asks_for_nothing(first) or _asks_for_nothing(second):
        return _asks_for_something(first) or _asks_for_something(second)
    for one, other in ((first, second), (second, first)):
        if one.operator in (Operator.IS, Operator.IN):
            return not any(_meets(value, other) for value in _listed(one))
    return _range(first).is_apart_from(_range(second))


def _asks_for_nothing(compare: Compare) -> bool:
    return compare.operator is Operator.EXISTS and compare.value is False


def _asks_for_something(compare: Compare) -> bool:
    """A missing value passes `is_not` and `not_in`, and nothing else."""
    is_open = compare.operator in (Operator.IS_NOT, Operator.NOT_IN)
    return not is_open and not _asks_for_nothing(compare)


def _listed(compare: Compare) -> tuple[Scalar, ...]:
    return compare.value if isinstance(compare.value, tuple) else (compare.value,)


def _meets(value: Scalar, other: Compare) -> bool:
    """Whether the value passes, as far as can be told without a clock or a customer."""
    if any(isinstance(known, Ref) for known in (value, *_listed(other))):
        return True
    match other.operator:
        case Operator.IS | Operator.IN:
            return any(isinstance(v, Relative) or v == value for v in _listed(other))
        case Operator.IS_NOT | Operator.NOT_IN:
            return value not in _listed(other)
        case Operator.CONTAINS:
            return str(other.value).lower() in str(value).lower()
        case Operator.STARTS_WITH:
            return str(value).lower().startswith(str(other.value).lower())
        case _:
            return not _range(other).is_apart_from(_Range(value, value))


@dataclass(frozen=True)
class _Range:
    """From low to high; None is open. The flags say that the end itself does not belong."""

    low: Scalar | None = None
    high: Scalar | None = None
    above_low: bool = False
    below_high: bool = False

    def is_apart_from(self, other: _Range) -> bool:
        return self._is_below(other) or other._is_below(self)

    def _is_below(self, other: _Range) -> bool:
        if self.high is None or other.low is None:
            return False
        if _is_before(self.high, other.low):
            return True
        return self.high == other.low and (self.below_high or other.above_low)


def _range(compare: Compare) -> _Range:
    match compare.operator, compare.value:
        case Operator.AT_LEAST, value:
            return _Range(low=_one(value))
        case Operator.MORE_THAN | Operator.AFTER, value:
            return _Range(low=_one(value), above_low=True)
        case Operator.AT_MOST, value:
            return _Range(high=_one(value))
        case Operator.LESS_THAN | Operator.BEFORE, value:
            return _Range(high=_one(value), below_high=True)
        case Operator.BETWEEN, (low, high):
            return _Range(low, high)
        case _:
            return _Range()


def _one(value: Scalar | tuple[Scalar, ...]) -> Scalar:
    return value[0] if isinstance(value, tuple) else value


def _is_before(first: Scalar, second: Scalar) -> bool:
    """False too where the two cannot be compared, such as a day and `300 days ago`."""
    left, right = _position(first), _position(second)
    try:
        return bool(left < right)
    except TypeError:
        return False


def _position(value: Scalar) -> Any:  # noqa: ANN401 (whatever the two have in common)
    return -value.ago if isinstance(value, Relative) else value


def _dids_exclude(first: Did, second: Did) -> bool:
    """The same rows, counted twice, with numbers that no count has in common."""
    if _rows(first) != _rows(second):
        return False
    low, high = _counts(first), _counts(second)
    return low[1] < high[0] or high[1] < low[0]


def _rows(did: Did) -> Did:
    return replace(did, negated=False, times=Times.AT_LEAST, count=1)


def _counts(did: Did) -> tuple[float, float]:
    match did.times, did.negated:
        case Times.AT_LEAST, False:
            return did.count, math.inf
        case Times.AT_LEAST, True:
            return 0, did.count - 1
        case Times.AT_MOST, False:
            return 0, did.count
        case Times.AT_MOST, True:
            return did.count + 1, math.inf
        case Times.EXACTLY, False:
            return did.count, did.count
        case _:
            return 0, math.inf
