"""A delay until a date that is read of each customer, record or trigger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, func, literal, null, select, update

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.expressions import Place, read
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import departure, in_batch, stamp
from orchestrator.compiler.steps.common import onward, release, waited_move_on
from orchestrator.compiler.steps.until_clock import of_zone, zone_of_enrolment
from orchestrator.compiler.triggered import inside
from orchestrator.model import CUSTOMER_ZONE, DelayUntilDate, Flow, IfPast, Project
from orchestrator.program import DayRule, Statement, instant
from orchestrator.program import DelayUntilDate as DelayUntilDateOperation
from orchestrator.tables import FIRST_INSTANT, LAST_INSTANT, Day, Instant, Sql
from orchestrator.words import step_words
from orchestrator.words.names import inside as standing
from orchestrator.words.steps import waiting_words

_MOST_DAYS = 100_000
"""What is further away than that is no date of anybody's, and no database could reckon it."""


@dataclass(frozen=True)
class _Basis:
    """The date as SQL: an instant with all added to it, or a day with `plus_days` added."""

    value: Sql
    kind: Type
    by_day: bool
    """Whether the clocks of a zone have to be looked at."""


def until_date_operation(
    flow: Flow, station: Station, step: DelayUntilDate, project: Project, layout: Layout
) -> DelayUntilDateOperation:
    basis = _basis(step, inside(flow, project, tables.enrolment))
    default = project.defaults.timezone
    return DelayUntilDateOperation(
        name=step_words(step),
        sentence=waiting_words(step, standing(flow.trigger)) + onward(station, layout),
        position=station.position,
        stamp=stamp(flow.key, station.position, arriving=True),
        dateless=_dateless(basis),
        days=_days(basis, step, project) if basis.by_day else None,
        plan=_plan(basis, step, project),
        past=_past(step),
        release=release(),
        move_on=waited_move_on(flow, station, layout),
        rule=DayRule(step.offset, step.at, is_shifted=basis.kind is Type.TIME),
        default_timezone=default if step.timezone == CUSTOMER_ZONE else step.timezone,
        exits_when_past=step.if_past is IfPast.EXIT,
    )


def _basis(step: DelayUntilDate, place: Place) -> _Basis:
    value, kind = read(step.date, place)
    days = _days_more(step, place)
    if kind is Type.TIME:
        later = tables.later(value, step.offset, days)
        moment = _in_the_calendar(later, FIRST_INSTANT, LAST_INSTANT, Instant())
        return _Basis(moment, kind, by_day=step.at is not None)
    day = value if days is None else tables.days_later(value, days)
    return _Basis(_in_the_calendar(day, date.min, date.max, Day()), Type.DATE, by_day=True)


def _in_the_calendar(value: Sql, first: date, last: date, kind: Instant | Day) -> Sql:
    """PostgreSQL reckons beyond the year 9999, and knows `infinity`; nothing else can read that."""
    return case((value.between(literal(first, kind), literal(last, kind)), value), else_=null())


def _days_more(step: DelayUntilDate, place: Place) -> Sql | None:
    if step.plus_days is None:
        return None
    days, _ = read(step.plus_days, place)
    if step.times is not None:
        days = days * read(step.times, place)[0]
    return case((func.abs(days) <= literal(_MOST_DAYS), days), else_=null())


def _dateless(basis: _Basis) -> Statement:
    clause = (
        update(tables.enrolment)
        .where(in_batch(), basis.value.is_(None))
        .values(**departure("no date"))
    )
    return Statement.of("Whoever has no such date leaves.", clause)


def _days(basis: _Basis, step: DelayUntilDate, project: Project) -> Statement:
    zone = zone_of_enrolment(project) if step.timezone == CUSTOMER_ZONE else None
    day = tables.day_of(basis.value)
    query = (
        select((literal(None) if zone is None else zone).label("zone"), day.label("day"))
        .select_from(tables.enrolment)
        .where(in_batch())
        .distinct()
    )
    return Statement.of("The days of those in the batch, zone by zone.", query)


def _plan(basis: _Basis, step: DelayUntilDate, project: Project) -> Statement:
    enrolment = tables.enrolment
    tests = [in_batch(), enrolment.c.waits_since.is_(None)]
    until: Sql = basis.value
    if basis.by_day:
        until = bindparam("until", type_=Instant())
        tests += [*_on_bound_day(basis), *of_zone(step.timezone, project)]
    clause = update(enrolment).where(*tests).values(waits_since=instant(), due_at=until)
    return Statement.of("Each waits until that date.", clause)


def _on_bound_day(basis: _Basis) -> list[Sql]:
    if basis.kind is Type.DATE:
        return [basis.value == bindparam("day", type_=Day())]
    begins, ends = (bindparam(name, type_=Instant()) for name in ("begins", "ends"))
    return [basis.value >= begins, basis.value < ends]


def _past(step: DelayUntilDate) -> Statement:
    enrolment = tables.enrolment
    is_past = enrolment.c.due_at < instant()
    if step.if_past is IfPast.EXIT:
        values, purpose = departure("date is past"), "Those whose date is past leave."
    else:
        # Not when it was: a message behind it would be late before it began.
        values, purpose = {"due_at": instant()}, "Those whose date is past go on now."
    return Statement.of(purpose, update(enrolment).where(in_batch(), is_past).values(**values))
