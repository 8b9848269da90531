"""When a virtual clock has something to do, apart from looking for what is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from orchestrator import tables
from orchestrator.runner.workspace import Workspace

_HOUR = timedelta(hours=1)

enrolment, message = tables.enrolment, tables.message


def next_due(workspace: Workspace, after: datetime) -> datetime | None:
    """The next full hour at which somebody, or a message, is due."""
    people = select(func.min(enrolment.c.due_at)).where(
        enrolment.c.ended_at.is_(None), enrolment.c.due_at > after
    )
    messages = select(func.min(message.c.due_at)).where(
        message.c.status == "queued", message.c.due_at > after
    )
    with workspace.store.reading() as connection:
        found = [connection.scalar(each) for each in (people, messages)]
    return min((_full_hour(each) for each in found if each is not None), default=None)


def is_due(flow: str, workspace: Workspace, now: datetime) -> bool:
    """Whether anybody in that flow, or a message of it, is due."""
    people = select(enrolment.c.id).where(
        enrolment.c.flow == flow, enrolment.c.ended_at.is_(None), enrolment.c.due_at <= now
    )
    messages = select(message.c.id).where(
        message.c.flow == flow, message.c.status == "queued", message.c.due_at <= now
    )
    with workspace.store.reading() as connection:
        return any(connection.scalar(each.limit(1)) is not None for each in (people, messages))


def _full_hour(moment: datetime) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole if whole == moment else whole + _HOUR
