"""Dates that move while somebody is inside because of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import FromClause, and_, exists, literal, literal_column, select, update

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.entering.by_date import date_candidates, date_rule
from orchestrator.compiler.entering.dated import Dated, dated
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import enter
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.movement import cancel_queued, departure, is_open
from orchestrator.compiler.sources import Sources, among, from_text
from orchestrator.compiler.zones import zone_of
from orchestrator.model import DateTrigger, Flow, IfMoved, Project
from orchestrator.program import FollowDates, Statement, instant
from orchestrator.tables import Sql

MOVED = "date moved"


def follow_dates(
    flow: Flow, trigger: DateTrigger, project: Project, layout: Layout
) -> FollowDates | None:
    if trigger.if_moved is IfMoved.IGNORE:
        return None
    clause = (
        update(tables.enrolment)
        .where(
            tables.enrolment.c.flow == flow.key,
            is_open(),
            _has_moved(trigger, project, tables.enrolment),
        )
        .values(**departure(MOVED))
    )
    restarts = trigger.if_moved is IfMoved.RESTART
    anew = " and begin anew with the new one" if restarts else ""
    return FollowDates(
        sentence=f"Those whose {trigger.attribute} has moved leave{anew}.",
        leave=Statement.of("Those whose date is another one by now leave.", clause),
        cancel=Statement.of("Their queued messages are cancelled.", cancel_queued(flow.key, MOVED)),
        days=_days(flow, trigger, project) if restarts else None,
        enter=_enter(flow, trigger, project, layout) if restarts else None,
        rule=date_rule(trigger, project),
    )


def _has_moved(trigger: DateTrigger, project: Project, enrolment: FromClause) -> Sql:
    """Whether it is another one by now. A record that is gone has moved, a customer who is has not.

    Nor has what was entered for before the date was kept: there is none to compare with.
    """
    sources = Sources(project.catalog)
    was = tables.frozen(enrolment.c.trigger, "of", Type.DATE)
    if trigger.record is None:
        found = dated(trigger, sources, project)
        same = found.person == sources.from_state(enrolment.c.customer)
        differs = _differs(trigger, found.day, was)
        return and_(was.is_not(None), exists(among(found.customers, literal(1), same, differs)))
    rows = sources.record(project.catalog.records[trigger.record])
    kept = tables.frozen(enrolment.c.trigger, f"record:{trigger.record}", Type.TEXT)
    mine = (
        rows["row:key"] == from_text(kept, rows.column_of("row:key")),
        rows["row:customer"] == sources.from_state(enrolment.c.customer),
    )
    day = among(rows.clause, tables.day_of(rows[trigger.attribute]), *mine).limit(1)
    return and_(was.is_not(None), _differs(trigger, day.scalar_subquery(), was))


def _differs(trigger: DateTrigger, day: Sql, was: Sql) -> Sql:
    """Of what recurs every year the year itself tells nothing."""
    if trigger.yearly:
        return tables.month_day(day).is_distinct_from(tables.month_day(was))
    return day.is_distinct_from(was)


def _just_left(flow: Flow, trigger: DateTrigger, found: Dated, sources: Sources) -> Sql:
    """Whether this tick has ended the passage of that row's customer because its date moved."""
    left = tables.enrolment.alias("left_now")
    tests = [
        left.c.flow == flow.key,
        left.c.ended_at == instant(),
        left.c.end_reason == literal_column(f"'{MOVED}'"),
        sources.from_state(left.c.customer) == found.person,
    ]
    if trigger.record is not None and found.record_key is not None:
        kept = tables.frozen(left.c.trigger, f"record:{trigger.record}", Type.TEXT)
        tests.append(kept == found.record_key)
    return exists(among(left, literal(1), *tests))


def _days(flow: Flow, trigger: DateTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    found = dated(trigger, sources, project)
    zone = zone_of(sources, found.customers, project.defaults.timezone)
    query = (
        select(zone.label("zone"), found.day.label("day"))
        .select_from(found.source)
        .where(_just_left(flow, trigger, found, sources), _can_be_read(found.day))
        .distinct()
    )
    return Statement.of("Their new dates, zone by zone.", query)


def _can_be_read(day: Sql) -> Sql:
    """PostgreSQL also knows the year 10000, and `infinity`."""
    return day.between(literal(date.min, tables.Day()), literal(date.max, tables.Day()))


def _enter(flow: Flow, trigger: DateTrigger, project: Project, layout: Layout) -> Statement:
    """Due now, not when the new date's instant was: it has only just come to be."""
    sources = Sources(project.catalog)
    found = dated(trigger, sources, project)
    candidates = date_candidates(flow, trigger, found, sources, due=None)
    judged = admissible(flow, candidates, sources, project)
    again = judged.where(_just_left(flow, trigger, found, sources))
    return enter(flow, layout, again, candidates, ends_others=False)
