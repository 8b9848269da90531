"""A send step: queue, claim, read everything again, hand over, move on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    FromClause,
    String,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from orchestrator import tables
from orchestrator.compiler.context import context
from orchestrator.compiler.hand_over import Guards, in_group, is_mine
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import (
    arrival,
    departure,
    in_batch,
    is_open,
    is_queued,
    stamp,
)
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.steps import leave_batch, onward
from orchestrator.compiler.words import send_words, step_words
from orchestrator.model import Flow, MessageClass, Project, Send
from orchestrator.program import Content, Statement, instant
from orchestrator.program import Send as SendOperation
from orchestrator.tables import Instant, Sql

message = tables.message
_FINAL = ("sent", "failed", "skipped", "unknown")


def send_operation(
    flow: Flow,
    station: Station,
    step: Send,
    project: Project,
    layout: Layout,
    variables: Iterable[tuple[str, ...]],
) -> SendOperation:
    marketing = (step.message_class or flow.message_class) is MessageClass.MARKETING
    guards = Guards(flow, step, project, marketing=marketing)
    return SendOperation(
        name=step_words(step),
        sentence=send_words(step, flow) + onward(station, layout),
        position=station.position,
        step=step.id,
        channel=step.channel,
        marketing=marketing,
        stamp=stamp(flow.key, station.position),
        leave=leave_batch(flow, project),
        pass_by=_pass_by(station, layout),
        queue=_queue(flow, step, marketing=marketing),
        wait=Statement.of(
            "They stand here until their message is final.",
            update(tables.enrolment).where(in_batch()).values(due_at=null(), batch=null()),
        ),
        late=_late(flow, step),
        claim=_claim(flow, step, project),
        context=context(flow, step, project, variables),
        hand_over=guards.hand_over(),
        sending=Statement.of(
            "Which of the group are being sent.",
            select(message.c.id).where(
                message.c.token == bindparam("by_token"),
                message.c.status == literal_column("'sending'"),
                in_group(),
            ),
        ),
        explain_refusal=guards.explain(),
        skip=_mine(
            "What no longer holds is skipped, with the reason.",
            message.c.reason.is_not(None),
            status="skipped",
            finished_at=instant(),
        ),
        refusals=_refusals(),
        requeue=_mine(
            "What changed in between goes back to the queue.",
            message.c.reason.is_(None),
            status="queued",
            token=null(),
            worker=null(),
            lease_until=null(),
        ),
        exit_refused=_exit_refused(),
        outcome=_outcome(),
        move_on=move_on(flow, station, layout),
        contents=_contents(step),
    )


def _contents(step: Send) -> dict[str | None, Content]:
    if not step.variants:
        return {None: Content(step.template, step.subject)}
    return {
        each.name: Content(each.template or step.template, each.subject or step.subject)
        for each in step.variants
    }


def _pass_by(station: Station, layout: Layout) -> Statement:
    enrolment = tables.enrolment
    before = select(message.c.enrolment).where(message.c.step == station.position)
    clause = (
        update(enrolment)
        .where(in_batch(), enrolment.c.id.in_(before.where(message.c.enrolment == enrolment.c.id)))
        .values(**arrival(layout, station.then, due=enrolment.c.due_at))
    )
    return Statement.of("Those who had it before an edit moved it go on.", clause)


def _queue(flow: Flow, step: Send, *, marketing: bool) -> Statement:
    enrolment = tables.enrolment
    row: dict[str, Sql] = {
        "enrolment": enrolment.c.id,
        "flow": literal(flow.key),
        "customer": enrolment.c.customer,
        "step": literal(step.id),
        "channel": literal(step.channel.value),
        "message_class": literal("marketing" if marketing else "transactional"),
        "variant": _variant(flow, step, enrolment),
        "status": literal_column("'queued'"),
        "first_due_at": enrolment.c.due_at,
        "due_at": enrolment.c.due_at,
    }
    clause = (
        insert(message)
        .from_select(list(row), select(*row.values()).where(in_batch()))
        .on_conflict_do_nothing()
    )
    return Statement.of("One message is queued for each of the others.", clause)


def _variant(flow: Flow, step: Send, enrolment: FromClause) -> Sql:
    if not step.variants:
        return null()
    number = tables.draw(f"{flow.key}/{step.id}", enrolment.c.customer)
    bounds, total = [], 0.0
    for each in step.variants[:-1]:
        total += each.share / 100
        bounds.append((number < total, literal(each.name)))
    return case(*bounds, else_=literal(step.variants[-1].name))


def _late(flow: Flow, step: Send) -> Statement:
    clause = (
        update(message)
        .where(
            message.c.flow == flow.key,
            message.c.step == step.id,
            is_queued(),
            message.c.first_due_at < instant(ago=flow.not_after),
        )
        .values(status="skipped", reason="late", finished_at=instant(), token=bindparam("by_token"))
    )
    return Statement.of("Messages that have been due for too long are skipped as late.", clause)


def _claim(flow: Flow, step: Send, project: Project) -> Statement:
    sources = Sources(project.catalog)
    queued = message.alias("queued")
    chosen = (
        select(queued.c.id)
        .where(
            queued.c.flow == flow.key,
            queued.c.step == step.id,
            queued.c.status == literal_column("'queued'"),
            queued.c.due_at <= instant(),
        )
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
            address=_address(sources),
            reason=null(),
        )
    )
    return Statement.of("Claim the next of the queue, with a lease.", clause)


def _address(sources: Sources) -> Sql:
    email = sources.catalog.customers.email
    if email is None:
        return null()
    customers = sources.customers()
    key = sources.customer_key(customers)
    found = select(customers.c[email]).where(key == sources.from_state(message.c.customer))
    return found.limit(1).scalar_subquery()


def _mine(purpose: str, test: Sql, **values: object) -> Statement:
    clause = update(message).where(is_mine(), in_group(), test).values(**values)
    return Statement.of(purpose, clause)


def _refusals() -> Statement:
    """Counted right after they were skipped: the group's others are being sent by then."""
    query = (
        select(message.c.reason, func.count().label("messages"))
        .where(
            message.c.token == bindparam("by_token"),
            message.c.status == literal("skipped"),
            in_group(),
        )
        .group_by(message.c.reason)
    )
    return Statement.of("How many were skipped, and why.", query)


def _exit_refused() -> Statement:
    refused = select(message.c.enrolment).where(
        message.c.token == bindparam("by_token"), in_group(), message.c.reason == "exit_when"
    )
    clause = (
        update(tables.enrolment)
        .where(is_open(), tables.enrolment.c.id.in_(refused))
        .values(**departure("exit_when"))
    )
    return Statement.of("Those for whom exit_when holds leave.", clause)


def _outcome() -> Statement:
    clause = (
        update(message)
        .where(
            message.c.id == bindparam("message", required=True),
            message.c.token == bindparam("by_token"),
            message.c.status == literal_column("'sending'"),
        )
        .values(
            status=bindparam("outcome", type_=String(), required=True),
            reason=bindparam("why", type_=String(), required=True),
            finished_at=bindparam("finished", type_=Instant(), required=True),
            due_at=bindparam("again", type_=Instant(), required=True),
        )
    )
    return Statement.of("Write down what became of it.", clause)


def move_on(flow: Flow, station: Station, layout: Layout) -> Statement:
    """Those whose message is final go on; the token says which messages to look at."""
    enrolment = tables.enrolment
    settled = select(message.c.enrolment).where(
        message.c.token == bindparam("by_token"),
        message.c.step == station.position,
        or_(*(message.c.status == literal(each) for each in _FINAL)),
    )
    clause = (
        update(enrolment)
        .where(
            enrolment.c.flow == flow.key,
            enrolment.c.position == station.position,
            is_open(),
            enrolment.c.due_at.is_(None),
            enrolment.c.id.in_(settled),
        )
        .values(**arrival(layout, station.then))
    )
    return Statement.of("Those whose message is final move on.", clause)


def recover_statements(flow: Flow) -> tuple[Statement, Statement, Statement]:
    """Workers in flight; requeue what they claimed; give up what they were handing over."""
    in_flight = or_(
        message.c.status == literal_column("'claimed'"),
        message.c.status == literal_column("'sending'"),
    )
    workers = select(message.c.worker).where(message.c.flow == flow.key, in_flight).distinct()
    over = or_(
        message.c.lease_until < instant(),
        message.c.worker.in_(bindparam("dead", expanding=True, type_=String())),
    )
    requeue = (
        update(message)
        .where(message.c.flow == flow.key, message.c.status == literal_column("'claimed'"), over)
        .values(status="queued", token=null(), worker=null(), lease_until=null())
    )
    give_up = (
        update(message)
        .where(message.c.flow == flow.key, message.c.status == literal_column("'sending'"), over)
        .values(
            status="unknown",
            reason="the worker died while handing over",
            finished_at=instant(),
            token=bindparam("by_token"),
        )
    )
    return (
        Statement.of("Who has messages in hand.", workers),
        Statement.of("What a dead worker had claimed goes back to the queue.", requeue),
        Statement.of("What it was handing over is unknown, and never sent again.", give_up),
    )


__all__ = ["move_on", "recover_statements", "send_operation"]
