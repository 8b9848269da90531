"""Entering by a date: zone by zone, when it comes round."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, bindparam, select

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates, bound_trigger
from orchestrator.compiler.entering.dated import DAY, MOMENT, Dated, dated
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import enter, restart
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.triggered import trigger_types
from orchestrator.compiler.zones import in_zone, zone_of
from orchestrator.model import CUSTOMER_ZONE, DateTrigger, Flow, Project
from orchestrator.program import DateRule, EnterByDate, Statement
from orchestrator.tables import Day, Sql
from orchestrator.words import trigger_words


def enter_by_date(
    flow: Flow, trigger: DateTrigger, project: Project, layout: Layout
) -> EnterByDate:
    sources = Sources(project.catalog)
    found = dated(trigger, sources, project)
    candidates = date_candidates(flow, trigger, found, sources)
    judged = admissible(flow, candidates, sources, project)
    return EnterByDate(
        sentence=trigger_words(flow),
        zones=_zones(trigger, project),
        enter=enter(flow, layout, judged, candidates),
        restart=restart(flow),
        rule=date_rule(trigger, project),
    )


def date_rule(trigger: DateTrigger, project: Project) -> DateRule:
    return DateRule(
        offset=trigger.offset,
        at=trigger.at,
        timezone=None if trigger.timezone == CUSTOMER_ZONE else trigger.timezone,
        default_timezone=project.defaults.timezone,
        yearly=trigger.yearly,
        leap_day=trigger.leap_day,
    )


def date_candidates(
    flow: Flow, trigger: DateTrigger, found: Dated, sources: Sources, due: Sql | None = MOMENT
) -> Candidates:
    """Those whose date falls on the bound days, in the bound zone."""
    query: Select[Any] = select().select_from(found.source).where(*_falls_on(trigger, found.day))
    zone = zone_of(sources, found.customers)
    # A zone that is named is everybody's.
    if trigger.timezone == CUSTOMER_ZONE and zone is not None:
        query = query.where(in_zone(zone))
    types = trigger_types(flow, sources.catalog)
    key = found.key()
    return Candidates(
        query,
        found.customers,
        found.person,
        trigger=bound_trigger(found.values(), types, found.record_keys()),
        key=key,
        id=key if found.record_key is None else found.record_key,
        at=MOMENT,
        order=key,
        frozen=found.frozen(),
        due=due,
        moved=key,
    )


def _falls_on(trigger: DateTrigger, day: Sql) -> list[Sql]:
    """The attribute's days whose occurrence is due: `days` is a list bound by the runner."""
    if not trigger.yearly:
        return [day.in_(bindparam("days", expanding=True, type_=Day()))]
    recurs = tables.month_day(day).in_(bindparam("days", expanding=True, type_=String()))
    return [recurs, day < DAY]


def _zones(trigger: DateTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    found = dated(trigger, sources, project)
    zone = zone_of(sources, found.customers, project.defaults.timezone)
    near = _falls_on(trigger, found.day)[0]
    query = select(zone.label("zone")).select_from(found.source).where(near).distinct()
    return Statement.of(f"The time zones of those whose {trigger.attribute} is near.", query)
