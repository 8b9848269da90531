"""Why whoever has been inside does not enter again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from orchestrator import tables
from orchestrator.model import CountedFrom, Flow, ReentryKind
from orchestrator.timeline.asking import Asker
from orchestrator.words.again import again_words


def reentry_words(asker: Asker, flow: Flow, person: str) -> str:
    """With the day from which on they may, where there is one."""
    enrolment = tables.enrolment
    query = (
        select(enrolment.c.entered_at, enrolment.c.ended_at)
        .where(enrolment.c.flow == flow.key, enrolment.c.customer == person)
        .order_by(enrolment.c.entered_at.desc())
    )
    found = asker.rows(query.limit(1))
    if not found:
        return f"the re-entry rule: {again_words(flow)}"
    entered: datetime = found[0].entered_at
    words = f"they entered on {asker.times.words(entered)}, and again: {again_words(flow)}"
    if flow.reentry.kind is ReentryKind.NEVER or flow.reentry.after is None:
        return words
    start = entered if flow.reentry.counted_from is CountedFrom.ENTRY else found[0].ended_at
    if start is None:
        return words
    return f"{words}; that is from {asker.times.words(start + flow.reentry.after)} on"


def inside_words(asker: Asker, flow: Flow, person: str) -> str:
    enrolment = tables.enrolment
    since = asker.one(
        select(enrolment.c.entered_at).where(
            enrolment.c.flow == flow.key,
            enrolment.c.customer == person,
            enrolment.c.ended_at.is_(None),
        )
    )
    return f"they are inside already, since {asker.times.words(since)} (while_inside: ignore)"
