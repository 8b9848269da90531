"""Which candidates may enter: conditions, re-entry, and who is inside already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    not_,
    or_,
    select,
    true,
)

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates
from orchestrator.compiler.expressions import (
    Passage,
    Place,
    holds_all,
    holds_any,
)
from orchestrator.compiler.sources import Sources, to_state
from orchestrator.conditions import SinceKind
from orchestrator.model import (
    CountedFrom,
    EventTrigger,
    Flow,
    Per,
    Project,
    Reentry,
    ReentryKind,
    WhileInside,
)
from orchestrator.program import (
    instant,
)
from orchestrator.tables import Sql


def admissible(
    flow: Flow, candidates: Candidates, sources: Sources, project: Project
) -> Select[Any]:
    """The candidates who meet the conditions, re-entry and being inside."""
    place = Place(
        sources,
        project.segments,
        candidates.person,
        customers=candidates.customers,
        trigger=candidates.trigger,
        default_since=SinceKind.EVER,
    )
    return candidates.query.where(
        *sources.exists_by_now(candidates.customers, instant()),
        holds_all(flow.conditions, place),
        not_(holds_any(flow.exit_when, _about_to_enter(flow, candidates, place))),
        not_(_is_barred(flow, candidates)),
    )


def _about_to_enter(flow: Flow, candidates: Candidates, place: Place) -> Place:
    """Whoever `exit_when` would take out at once does not enter."""
    passage = Passage(
        triggered_at=candidates.at,
        entered_at=instant(),
        own_event=flow.trigger.event if isinstance(flow.trigger, EventTrigger) else None,
        own_key=to_state(candidates.order),
    )
    return replace(place, passage=passage, default_since=SinceKind.TRIGGER)


def has_entered(
    flow: Flow, candidates: Candidates, *, by_trigger: bool = False, still_open: bool = False
) -> Sql:
    earlier = tables.enrolment.alias()
    tests = [earlier.c.flow == flow.key, earlier.c.customer == to_state(candidates.person)]
    if by_trigger:
        tests.append(earlier.c.trigger_key == candidates.key)
    if still_open:
        tests.append(earlier.c.ended_at.is_(None))
    return exists(select(literal(1)).select_from(earlier).where(*tests))


def _is_barred(flow: Flow, candidates: Candidates) -> Sql:
    """By a passage that came of the same trigger, or too lately, or that is still open."""
    earlier = tables.enrolment.alias()
    barring = [
        earlier.c.trigger_key == candidates.key,
        *_reentry(flow.reentry, candidates, earlier),
    ]
    if flow.while_inside is WhileInside.IGNORE:
        barring.append(earlier.c.ended_at.is_(None))
    tests = (
        earlier.c.flow == flow.key,
        earlier.c.customer == to_state(candidates.person),
        or_(*barring),
    )
    # One look at the customer's passages, not one for each reason.
    return exists(select(literal(1)).select_from(earlier).where(*tests))


def _reentry(reentry: Reentry, candidates: Candidates, earlier: FromClause) -> list[Sql]:
    match reentry.kind:
        case ReentryKind.ALWAYS:
            return []
        case ReentryKind.NEVER:
            return [true()]
        case ReentryKind.AFTER:
            too_recent = _too_recent(reentry, earlier)
            if reentry.per is Per.KEY:
                return [and_(earlier.c.trigger_id == candidates.id, too_recent)]
            return [too_recent]


def _too_recent(reentry: Reentry, earlier: FromClause) -> Sql:
    since = instant(ago=reentry.after or timedelta(0))
    if reentry.counted_from is CountedFrom.ENTRY:
        return earlier.c.entered_at > since
    return or_(earlier.c.ended_at.is_(None), earlier.c.ended_at > since)


def is_judged(flow: Flow, candidates: Candidates) -> Sql:
    """Whether it is this tick that judges the candidate."""
    seen = tables.judged.alias()
    tests = [
        seen.c.flow == flow.key,
        seen.c.customer == to_state(candidates.person),
        seen.c.candidate == candidates.moved,
        seen.c.batch == bindparam("by_batch"),
    ]
    return exists(select(literal(1)).select_from(seen).where(*tests))
