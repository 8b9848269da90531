"""Which messages take a place under a cap, beside the one that is judged."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import FromClause, and_, exists, literal, literal_column, or_

from orchestrator import tables
from orchestrator.compiler.sources import among
from orchestrator.program import instant
from orchestrator.tables import Sql

RIVAL_FOR = timedelta(hours=1)
"""So long others wait for a message that is due, and for a flow that ticked."""


def has_left(other: FromClause, per: timedelta) -> Sql:
    return and_(
        other.c.finished_at > instant(ago=per),
        other.c.status.in_((literal_column("'sent'"), literal_column("'unknown'"))),
    )


def is_in_hand(other: FromClause, per: timedelta) -> Sql:
    """A claim that died gives its place back; what was being sent may have left by its lease."""
    return or_(
        and_(other.c.status == literal_column("'claimed'"), other.c.lease_until >= instant()),
        and_(
            other.c.status == literal_column("'sending'"),
            other.c.lease_until > instant(ago=per),
        ),
    )


def ranks_before(other: FromClause, queued: FromClause) -> Sql:
    earlier = or_(
        other.c.due_at < queued.c.due_at,
        and_(other.c.due_at == queued.c.due_at, other.c.id < queued.c.id),
    )
    return or_(
        other.c.priority > queued.c.priority,
        and_(other.c.priority == queued.c.priority, earlier),
    )


def is_rival(other: FromClause) -> Sql:
    """Of another step: only while it surely leaves soon, so that nobody waits for ever."""
    flow = tables.flow.alias()
    ticks = among(
        flow, literal(1), flow.c.flow == other.c.flow, flow.c.live_at >= instant(ago=RIVAL_FOR)
    )
    return and_(other.c.due_at >= instant(ago=RIVAL_FOR), exists(ticks))
