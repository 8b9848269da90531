"""Whether a condition holds for one customer: the table in docs/how-it-runs.md, read anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Quantifier,
    Ranked,
    Responded,
    Scope,
    SinceKind,
    Times,
)
from tests.oracle.comparing import compare, holds_for
from tests.oracle.mentions import asks_customer
from tests.oracle.place import Place
from tests.oracle.ranking import is_ranked
from tests.oracle.reading import Happened
from tests.oracle.responding import responded


def all_hold(conditions: Iterable[Condition], place: Place) -> bool:
    return _for_somebody(conditions, place) and all(holds(each, place) for each in conditions)


def any_holds(conditions: Iterable[Condition], place: Place) -> bool:
    return _for_somebody(conditions, place) and any(holds(each, place) for each in conditions)


def _for_somebody(conditions: Iterable[Condition], place: Place) -> bool:
    """What asks about the customer holds for nobody who is gone."""
    is_gone = place.reader.customer(place.customer) is None
    return not (is_gone and any(asks_customer(each) for each in conditions))


def holds(condition: Condition, place: Place) -> bool:  # noqa: PLR0911 - one arm a kind
    match condition:
        case Compare():
            return compare(condition, place)
        case Ranked():
            return is_ranked(condition, place, is_member)
        case Lines():
            return _lines(condition, place)
        case Did():
            return _did(condition, place)
        case Responded():
            return responded(condition, place)
        case InSegment():
            return is_member(condition.segment, place) != condition.negated
        case AllOf():
            return all(holds(each, place) for each in condition.conditions)
        case AnyOf():
            return any(holds(each, place) for each in condition.conditions)
        case NoneOf():
            return not any(holds(each, place) for each in condition.conditions)
        case _:
            assert_never(condition)


def is_member(name: str, place: Place) -> bool:
    segment, outside = place.project.segments[name], place.outside()
    if all(holds(each, outside) for each in segment.conditions):
        return True
    if not segment.stay or place.customer not in place.state.remembered.get(name, ()):
        return False
    return all(holds(each, outside) for each in segment.stay)


def _lines(condition: Lines, place: Place) -> bool:
    if condition.scope is Scope.EVENT:
        assert place.row is not None
        lines = place.reader.lines(place.row.event, place.row.key)
    else:
        trigger = place.trigger
        event = trigger.event if trigger else None
        lines = place.reader.lines(event, trigger.key) if event and trigger else []
    passing = [
        all(holds(each, replace(place, line=line)) for each in condition.where) for line in lines
    ]
    match condition.quantifier:
        case Quantifier.ANY:
            return any(passing)
        case Quantifier.ALL:
            return all(passing)
        case Quantifier.NONE:
            return not any(passing)


def _did(condition: Did, place: Place) -> bool:
    step = condition.since.step if condition.since else None
    if step is not None and (place.passage is None or place.passage.final_at(step) is None):
        return False
    return _found(condition, place) != condition.negated


def _found(condition: Did, place: Place) -> bool:
    rows = rows_of(condition, place)
    if condition.sums:
        return all(holds_for(_total(rows, each.ref.name), each, place) for each in condition.sums)
    match condition.times:
        case Times.AT_LEAST:
            return len(rows) >= condition.count
        case Times.AT_MOST:
            return len(rows) <= condition.count
        case Times.EXACTLY:
            return len(rows) == condition.count


def _total(rows: Iterable[Happened], name: str) -> float:
    values = (each.value(name) for each in rows)
    return sum(float(str(each)) for each in values if each is not None)


def rows_of(condition: Did, place: Place) -> list[Happened]:
    """The rows that count, in order."""
    return [
        row
        for row in place.reader.happened(condition.event, place.now, place.customer)
        if _counts(row, condition, place)
        and all(holds(each, replace(place, row=row)) for each in condition.where)
    ]


def _counts(row: Happened, condition: Did, place: Place) -> bool:
    at = row.time
    assert at is not None
    if place.until is not None and at > place.until:
        return False
    if condition.within is not None and at <= place.now - condition.within:
        return False
    return _is_since(row, at, condition, place)


def _is_since(row: Happened, at: datetime, condition: Did, place: Place) -> bool:
    kind = condition.since.kind if condition.since else place.default_since
    passage = place.passage
    if kind is SinceKind.EVER or passage is None:
        return True
    if kind is SinceKind.ENTRY:
        return at >= passage.entered_at
    if condition.since is not None and condition.since.step is not None:
        final = passage.final_at(condition.since.step)
        return final is not None and at >= final
    start = passage.triggered_at
    if kind is SinceKind.MESSAGE:
        start = passage.last_sent_at() or start
    own = passage.trigger.event
    is_own = own is not None and own.name == condition.event and row.key == passage.trigger.key
    return at >= start and not is_own
