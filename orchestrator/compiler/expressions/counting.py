"""`did`: what a customer has done, so many times, since when."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import and_, exists, func, literal, not_

from orchestrator.compiler.expressions.comparing import compared
from orchestrator.compiler.expressions.passed import last_message, passed
from orchestrator.compiler.expressions.place import Judge, Place
from orchestrator.compiler.sources import Rows, among, to_state
from orchestrator.conditions import Compare, Did, SinceKind, Times
from orchestrator.program import instant
from orchestrator.tables import Sql


def did(condition: Did, place: Place, judge: Judge) -> Sql:
    found = _found(condition, place, judge)
    holds = not_(found) if condition.negated else found
    step = condition.since.step if condition.since else None
    return holds if step is None else and_(passed(step, place).is_not(None), holds)


def matching(condition: Did, place: Place, judge: Judge) -> tuple[Rows, list[Sql]]:
    """The event's rows, and the tests that those which count meet."""
    rows = place.sources.event(condition.event)
    where = replace(place, row=rows, event=place.catalog.events[condition.event])
    tests = [
        rows["customer"] == place.person,
        rows["row:time"] <= instant(),
        *_since(condition, rows, place),
        *(judge(each, where) for each in condition.where),
    ]
    if place.until is not None:
        tests.append(rows["row:time"] <= place.until)
    if condition.within is not None:
        tests.append(rows["row:time"] > instant(ago=condition.within))
    return rows, tests


def _found(condition: Did, place: Place, judge: Judge) -> Sql:
    if condition.sums:
        return and_(*(_adds_up(each, condition, place, judge) for each in condition.sums))
    rows, tests = matching(condition, place, judge)
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


def _adds_up(wanted: Compare, condition: Did, place: Place, judge: Judge) -> Sql:
    rows, tests = matching(condition, place, judge)
    total = func.coalesce(func.sum(rows[wanted.ref.name]), 0)
    kind = rows.type_of(wanted.ref.name)
    return compared(among(rows.clause, total, *tests).scalar_subquery(), kind, wanted, place)


def _since(condition: Did, rows: Rows, place: Place) -> list[Sql]:
    kind = condition.since.kind if condition.since else place.default_since
    passage = place.passage
    if kind is SinceKind.EVER or passage is None:
        return []
    if kind is SinceKind.ENTRY:
        return [rows["row:time"] >= passage.entered_at]
    if condition.since is not None and condition.since.step is not None:
        return [rows["row:time"] >= passed(condition.since.step, place)]
    start = passage.triggered_at
    if kind is SinceKind.MESSAGE:
        start = func.coalesce(last_message(place), start)
    tests = [rows["row:time"] >= start]
    if condition.event == passage.own_event:
        # Who was started by another flow has no row of their own: then every row counts.
        tests.append(to_state(rows["row:key"]).is_distinct_from(passage.own_key))
    return tests
