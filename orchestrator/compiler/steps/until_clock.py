"""A delay until a time of the day or the week, by the clocks of the customer's zone."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from orchestrator import tables
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import in_batch, stamp
from orchestrator.compiler.sources import Sources, among
from orchestrator.compiler.steps.common import onward, release, waited_move_on
from orchestrator.compiler.zones import in_zone, zone_of
from orchestrator.model import CUSTOMER_ZONE, DelayUntil, Flow, Project
from orchestrator.program import DelayUntilClock, Statement, Zones, instant
from orchestrator.tables import Instant, Sql
from orchestrator.words import step_words
from orchestrator.words.names import inside as standing
from orchestrator.words.steps import waiting_words


def until_clock_operation(
    flow: Flow, station: Station, step: DelayUntil, project: Project, layout: Layout
) -> DelayUntilClock:
    clause = (
        update(tables.enrolment)
        .where(
            in_batch(), tables.enrolment.c.waits_since.is_(None), *of_zone(step.timezone, project)
        )
        .values(waits_since=instant(), due_at=bindparam("until", type_=Instant()))
    )
    return DelayUntilClock(
        name=step_words(step),
        sentence=waiting_words(step, standing(flow.trigger)) + onward(station, layout),
        position=station.position,
        stamp=stamp(flow.key, station.position, arriving=True),
        zones=zones_of_batch(step.timezone, project),
        plan=Statement.of("Those of one zone wait until its clocks show that time.", clause),
        release=release(),
        move_on=waited_move_on(flow, station, layout),
        until=step,
    )


def zones_of_batch(timezone: str, project: Project) -> Zones:
    """In which zones a clock has to be looked at for the batch."""
    if timezone != CUSTOMER_ZONE:
        return Zones(None, timezone)
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = zone_of(sources, customers)
    if zone is None:
        return Zones(None, project.defaults.timezone)
    enrolment = tables.enrolment
    found = (
        select(zone.label("zone"))
        .select_from(enrolment)
        .join(
            customers, sources.customer_key(customers) == sources.from_state(enrolment.c.customer)
        )
        .where(in_batch(), zone.is_not(None))
        .distinct()
    )
    return Zones(
        Statement.of("The time zones of those in the batch.", found), project.defaults.timezone
    )


def of_zone(timezone: str, project: Project) -> list[Sql]:
    """Whether an enrolment's customer is in the bound zone; nothing where all are in one."""
    zone = zone_of_enrolment(project)
    return [] if zone is None or timezone != CUSTOMER_ZONE else [in_zone(zone)]


def zone_of_enrolment(project: Project) -> Sql | None:
    """The zone of an enrolment's customer, looked up; None where the catalog knows no zones."""
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = zone_of(sources, customers)
    if zone is None:
        return None
    mine = sources.customer_key(customers) == sources.from_state(tables.enrolment.c.customer)
    return among(customers, zone, mine).limit(1).scalar_subquery()
