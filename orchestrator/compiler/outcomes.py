"""What became of messages, and who moves on by it."""

from __future__ import annotations

from sqlalchemy import (
    String,
    bindparam,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)

from orchestrator import tables
from orchestrator.compiler.hand_over import in_group, is_mine
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import (
    arrival,
    departure,
    is_open,
)
from orchestrator.model import Flow
from orchestrator.program import Statement, instant
from orchestrator.tables import Instant, Sql

message = tables.message
_FINAL = ("sent", "failed", "skipped", "unknown")
"""With which a message ends that somebody waits for; who is held out waits for none."""


def mine(purpose: str, test: Sql, **values: object) -> Statement:
    clause = update(message).where(is_mine(), in_group(), test).values(**values)
    return Statement.of(purpose, clause)


def refusals() -> Statement:
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


def exit_refused() -> Statement:
    refused = select(message.c.enrolment).where(
        message.c.token == bindparam("by_token"), in_group(), message.c.reason == "exit_when"
    )
    clause = (
        update(tables.enrolment)
        .where(is_open(), tables.enrolment.c.id.in_(refused))
        .values(**departure("exit_when"))
    )
    return Statement.of("Those for whom exit_when holds leave.", clause)


def outcome() -> Statement:
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
