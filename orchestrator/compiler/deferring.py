"""What makes marketing wait: the hours of the day, and conditions that hold it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import (
    FromClause,
    bindparam,
    exists,
    false,
    func,
    literal,
    literal_column,
    select,
    update,
)

from orchestrator import tables
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.movement import is_queued
from orchestrator.compiler.recipients import Recipient
from orchestrator.compiler.sources import Sources, among
from orchestrator.compiler.triggered import inside
from orchestrator.compiler.zones import in_zone, zone_of
from orchestrator.conditions import SinceKind
from orchestrator.model import CUSTOMER_ZONE, Flow, Hold, Project, Send, SendWindow
from orchestrator.program import Opening, Statement, Zones, instant
from orchestrator.tables import Instant, Sql

message = tables.message
_SECOND = timedelta(seconds=1)


def opening(flow: Flow, step: Send, project: Project, recipient: Recipient) -> Opening | None:
    """The hours in which the step's messages leave; None where they may at any time."""
    window = flow.send_window or project.defaults.send_window
    if window is None or not recipient.is_marketing:
        return None
    zone = _zone_of_message(project) if window.timezone == CUSTOMER_ZONE else None
    here = [] if zone is None else [in_zone(zone)]
    # What is too late before they begin is skipped as such, and not at some later time.
    until = bindparam("until", type_=Instant())
    clause = (
        update(message)
        .where(*_due(flow, step), *here)
        .values(due_at=tables.earlier_of(until, too_late_at(flow, step, message)))
    )
    return Opening(
        window=window,
        zones=_zones(flow, step, window, project),
        defer=Statement.of("Outside of the hours messages wait until they begin.", clause),
    )


def too_late_at(flow: Flow, step: Send, queued: FromClause) -> Sql:
    """The first second at which a message of that step is skipped as late."""
    not_after = step.not_after or flow.not_after
    return tables.seconds_later(queued.c.first_due_at, not_after + _SECOND)


def _due(flow: Flow, step: Send) -> list[Sql]:
    return [
        message.c.flow == flow.key,
        message.c.step == step.id,
        is_queued(),
        message.c.due_at <= instant(),
    ]


def _zones(flow: Flow, step: Send, window: SendWindow, project: Project) -> Zones:
    if window.timezone != CUSTOMER_ZONE:
        return Zones(None, window.timezone)
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = zone_of(sources, customers)
    if zone is None:
        return Zones(None, project.defaults.timezone)
    found = (
        select(zone.label("zone"))
        .select_from(message)
        .join(customers, sources.customer_key(customers) == sources.from_state(message.c.customer))
        .where(*_due(flow, step), zone.is_not(None))
        .distinct()
    )
    purpose = "The time zones of those to whom something is due."
    return Zones(Statement.of(purpose, found), project.defaults.timezone)


def _zone_of_message(project: Project) -> Sql | None:
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = zone_of(sources, customers)
    if zone is None:
        return None
    mine = sources.customer_key(customers) == sources.from_state(message.c.customer)
    return among(customers, zone, mine).limit(1).scalar_subquery()


def hold_of(flow: Flow, project: Project, recipient: Recipient) -> Hold | None:
    """What holds the step's messages back, if anything may."""
    return (flow.hold or project.defaults.hold) if recipient.is_marketing else None


def is_held(flow: Flow, project: Project, hold: Hold, enrolment: Sql) -> Sql:
    """Whether all of it holds for the customer of the message that has that enrolment."""
    standing = tables.enrolment.alias()
    # What holds mail back need not have to do with the trigger: so any time counts.
    place = replace(inside(flow, project, standing), default_since=SinceKind.EVER)
    held = func.coalesce(enrolled(hold.conditions, place), false())
    return exists(among(standing, literal(1), standing.c.id == enrolment, held))


def skip_held(flow: Flow, step: Send, project: Project, hold: Hold | None) -> Statement | None:
    if hold is None:
        return None
    clause = (
        update(message)
        .where(
            *_due(flow, step),
            message.c.first_due_at < instant(ago=hold.at_most),
            is_held(flow, project, hold, message.c.enrolment),
        )
        .values(
            status=literal_column("'skipped'"),
            reason="held",
            finished_at=instant(),
            token=bindparam("by_token"),
        )
    )
    return Statement.of("Messages that are held back for too long are skipped as held.", clause)
