"""Entering by a date: zone by zone, when it comes round."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import (
    FromClause,
    String,
    and_,
    bindparam,
    cast,
    literal,
    not_,
    or_,
    select,
)

from orchestrator import tables
from orchestrator.compiler.entering.candidates import keyed_by_now
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import cancel, enter, restart
from orchestrator.compiler.expressions import (
    Place,
    attribute,
)
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.words import trigger_words
from orchestrator.model import (
    CUSTOMER_ZONE,
    DateTrigger,
    Flow,
    Project,
)
from orchestrator.program import (
    EnterByDate,
    Statement,
)
from orchestrator.tables import Instant, Sql


def enter_by_date(
    flow: Flow, trigger: DateTrigger, project: Project, layout: Layout
) -> EnterByDate:
    sources = Sources(project.catalog)
    customers = sources.customers()
    person = sources.customer_key(customers)
    day = _day_of(trigger, sources, customers, project)
    query = select().select_from(customers).where(*_falls_on(trigger, day))
    zone = _zone(sources, customers)
    own_zone = trigger.timezone == CUSTOMER_ZONE
    if own_zone and zone is not None:
        query = query.where(_in_zone(zone))
    occurrence = bindparam("occurrence", type_=String())
    moment = bindparam("moment", type_=Instant())
    candidates = replace(
        keyed_by_now(query, customers, person, occurrence),
        at=moment,
        due=moment,
        frozen=tables.frozen_object({"time": moment}),
    )
    judged = admissible(flow, candidates, sources, project)
    return EnterByDate(
        sentence=trigger_words(flow),
        zones=_zones(trigger, project),
        restart=restart(flow, judged, candidates),
        enter=enter(flow, layout, judged, candidates),
        cancel=cancel(flow),
        offset=trigger.offset,
        at=trigger.at,
        timezone=None if own_zone else trigger.timezone,
        default_timezone=project.defaults.timezone,
        yearly=trigger.yearly,
        leap_day=trigger.leap_day,
    )


def _day_of(trigger: DateTrigger, sources: Sources, customers: FromClause, project: Project) -> Sql:
    place = Place(sources, project.segments, sources.customer_key(customers), customers=customers)
    value, _ = attribute(trigger.attribute, place)
    return tables.as_date(value)


def _falls_on(trigger: DateTrigger, day: Sql) -> list[Sql]:
    """The attribute's days whose occurrence is due: `days` is a list bound by the runner."""
    if not trigger.yearly:
        return [day.in_(bindparam("days", expanding=True, type_=tables.Day()))]
    recurs = tables.month_day(day).in_(bindparam("days", expanding=True, type_=String()))
    return [recurs, day < bindparam("day", type_=tables.Day())]


def _zone(sources: Sources, customers: FromClause) -> Sql | None:
    name = sources.catalog.customers.timezone
    return customers.c[name] if name else None


def _in_zone(zone: Sql) -> Sql:
    """In the bound zone; with `elsewhere` everyone in none of the zones that exist."""
    here = zone == bindparam("zone", type_=String())
    known = zone.in_(bindparam("known", expanding=True, type_=String()))
    nowhere = or_(zone.is_(None), not_(known))
    return or_(here, and_(cast(bindparam("elsewhere"), String) == "yes", nowhere))


def _zones(trigger: DateTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = _zone(sources, customers)
    if zone is None:
        zone = literal(project.defaults.timezone)
    near = _falls_on(trigger, _day_of(trigger, sources, customers, project))[0]
    query = select(zone.label("zone")).select_from(customers).where(near).distinct()
    return Statement.of(f"The time zones of those whose {trigger.attribute} is near.", query)
