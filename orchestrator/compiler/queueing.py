"""The queue of a send step: one message each, skipped when late, claimed with a lease."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import (
    FromClause,
    String,
    bindparam,
    case,
    exists,
    literal,
    literal_column,
    not_,
    null,
    select,
    update,
)

from orchestrator import tables
from orchestrator.compiler.capping import Capped
from orchestrator.compiler.deferring import is_held
from orchestrator.compiler.drawing import drawn
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import (
    arrival,
    is_queued,
)
from orchestrator.compiler.recipients import Recipient
from orchestrator.compiler.sources import Sources, among
from orchestrator.model import Flow, Hold, Project, Send, WhileInside
from orchestrator.program import Statement, instant
from orchestrator.tables import Instant, Sql

message = tables.message


def pass_by(station: Station, layout: Layout, taken: Sql) -> Statement:
    enrolment = tables.enrolment
    clause = (
        update(enrolment)
        .where(taken, _has_message(station))
        .values(**arrival(layout, station.then, due=enrolment.c.due_at))
    )
    return Statement.of("Those who had it before an edit moved it go on.", clause)


def pass_held_out(station: Station, layout: Layout, taken: Sql) -> Statement:
    enrolment = tables.enrolment
    clause = (
        update(enrolment)
        .where(taken, enrolment.c.held_out, _has_message(station))
        .values(**arrival(layout, station.then, due=enrolment.c.due_at))
    )
    return Statement.of("Those who are held out are told nothing, and go on.", clause)


def wait(steps: Collection[str], taken: Sql) -> Statement:
    """Whoever has come to be due since, or had the message before, has none in the queue."""
    clause = (
        update(tables.enrolment)
        .where(
            taken,
            message.c.enrolment == tables.enrolment.c.id,
            message.c.step.in_(steps),
            is_queued(),
        )
        .values(position=message.c.step, due_at=null(), waits_since=null())
    )
    return Statement.of("They stand here until their message is final.", clause)


def _has_message(station: Station) -> Sql:
    mine = message.c.enrolment == tables.enrolment.c.id
    return exists(among(message, literal(1), mine, message.c.step == station.position))


def queue(flow: Flow, step: Send, taken: Sql, *, marketing: bool) -> Statement:
    return queue_rows(flow, message_of(flow, step, marketing=marketing), tables.enrolment, taken)


def queue_rows(flow: Flow, row: Mapping[str, Sql], source: FromClause, *tests: Sql) -> Statement:
    rows = select(*row.values()).select_from(source).where(*tests)
    if flow.while_inside is WhileInside.BOTH:
        # Which of a person's messages was queued earlier decides who goes first under a cap.
        rows = rows.order_by(tables.enrolment.c.id)
    clause = tables.insert(message).from_select(list(row), rows).or_nothing()
    return Statement.of("One message is queued for each of the others.", clause)


def message_of(flow: Flow, step: Send, *, marketing: bool) -> Mapping[str, Sql]:
    """The columns of the message that an enrolment gets at that step."""
    enrolment = tables.enrolment
    held_out = enrolment.c.held_out
    return {
        "enrolment": enrolment.c.id,
        "flow": literal(flow.key),
        "customer": enrolment.c.customer,
        "step": literal(step.id),
        "channel": literal(step.channel.value),
        "message_class": literal("marketing" if marketing else "transactional"),
        "variant": _variant(flow, step, enrolment),
        "status": case((held_out, literal_column("'held_out'")), else_=literal_column("'queued'")),
        "first_due_at": enrolment.c.due_at,
        "due_at": enrolment.c.due_at,
        "finished_at": case((held_out, instant()), else_=null()),
        "topic": literal(step.topic, String()),
        "priority": literal(flow.priority),
        "to_customer": literal(step.to is None),
    }


def _variant(flow: Flow, step: Send, enrolment: FromClause) -> Sql:
    if not step.variants:
        return null()
    shares = [(each.name, each.share) for each in step.variants]
    # A renamed step draws as it did before.
    return drawn(f"{flow.key}/{step.was or step.id}", enrolment.c.customer, shares)


def late(flow: Flow, step: Send) -> Statement:
    clause = (
        update(message)
        .where(
            message.c.flow == flow.key,
            message.c.step == step.id,
            is_queued(),
            # Else it would hang on whether the step has anything due for somebody else.
            message.c.due_at <= instant(),
            message.c.first_due_at < instant(ago=step.not_after or flow.not_after),
        )
        .values(status="skipped", reason="late", finished_at=instant(), token=bindparam("by_token"))
    )
    return Statement.of("Messages that have been due for too long are skipped as late.", clause)


def claim(
    flow: Flow,
    step: Send,
    project: Project,
    recipient: Recipient,
    hold: Hold | None,
    caps: Capped | None,
) -> Statement:
    sources = Sources(project.catalog)
    queued = message.alias("queued")
    due = select(queued.c.id).where(
        queued.c.flow == flow.key,
        queued.c.step == step.id,
        queued.c.status == literal_column("'queued'"),
        queued.c.due_at <= instant(),
        *([not_(is_held(flow, project, hold, queued.c.enrolment))] if hold else []),
        *([caps.may_be_claimed(queued)] if caps else []),
    )
    chosen = (
        (caps.asking(due) if caps else due)
        .order_by(queued.c.due_at, queued.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True)
    )
    clause = (
        update(message)
        .where(message.c.id.in_(chosen))
        .values(
            status="claimed",
            token=bindparam("by_token"),
            worker=bindparam("by_worker"),
            lease_until=bindparam("lease_end", type_=Instant()),
            address=_address(recipient, sources),
            reason=null(),
            # As this version of the flow says: caps count it as what it is now.
            message_class=literal("marketing" if recipient.is_marketing else "transactional"),
            topic=literal(step.topic, String()),
        )
    )
    return Statement.of("Claim the next of the queue, with a lease.", clause)


def _address(recipient: Recipient, sources: Sources) -> Sql:
    customers = sources.customers()
    key = sources.customer_key(customers)
    mine = key == sources.from_state(message.c.customer)
    return among(customers, recipient.address(sources, customers), mine).limit(1).scalar_subquery()
