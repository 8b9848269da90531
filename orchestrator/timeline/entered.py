"""Why a passage began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from orchestrator import tables
from orchestrator.compiler.triggered import trigger_types
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    SegmentTrigger,
)
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Ledger
from orchestrator.timeline.rows import row_words, value_words, values_words
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version
from orchestrator.words.durations import duration_words
from orchestrator.words.names import plain, ref_words
from orchestrator.words.values import percent_words


def entered(asker: Asker, ledger: Ledger, version: Version) -> Iterator[Line]:
    row, flow = ledger.enrolment, version.flow
    parent = _parent(asker, row.trigger_key)
    because = _because(asker, flow, row.trigger) if parent is None else _started(parent)
    text = f"Entered{because}."
    yield Line("entered", row.entered_at, text, mark=version.mark(flow.trigger.path))
    if row.held_out:
        share = percent_words(flow.holdout) if flow.holdout else "a share"
        who = f"{share} of those who enter get nothing, to compare with"
        text = f"Held out: {who}. They walk the flow all the same."
        yield Line("held_out", row.entered_at, text, mark=version.mark(("holdout",)))


def entered_by_an_unknown(ledger: Ledger) -> Line:
    """The version is gone: what the state kept of the trigger is told as it is."""
    row = ledger.enrolment
    text = f"Entered (trigger {row.trigger_key or 'unknown'})."
    return Line("entered", row.entered_at, text)


def _parent(asker: Asker, trigger_key: str) -> tuple[str, str] | None:
    """The flow and the step of the passage that started this one."""
    by, _, rest = trigger_key.partition("/")
    step, _, number = rest.rpartition("/")
    if not (by and step and number.isdigit()):
        return None
    enrolment = tables.enrolment
    query = select(enrolment.c.flow).where(enrolment.c.id == int(number), enrolment.c.flow == by)
    return (by, step) if asker.rows(query) else None


def _started(parent: tuple[str, str]) -> str:
    return f", started by the flow {parent[0]}"


def _because(asker: Asker, flow: Flow, kept: Mapping[str, Any]) -> str:
    trigger, times = flow.trigger, asker.times
    types = trigger_types(flow, asker.project.catalog)
    match trigger:
        case EventTrigger():
            row = row_words(trigger.event, kept, types, times)
            return f", because of {row}{_rested(trigger)}"
        case SegmentTrigger():
            return f", because they became a member of segment {trigger.segment}"
        case DateTrigger():
            day = value_words(kept.get("date"), types["date"], times)
            own = value_words(kept.get("of"), types["date"], times)
            whose = f" ({own})" if own not in (day, "missing") else ""
            what = ref_words(trigger.date)
            return (
                f", because {what}{whose} came round on {day}"
                if trigger.yearly
                else (f", because {what} is {day}")
            )
        case CalendarTrigger():
            day = value_words(kept.get("date"), types["date"], times)
            return f", because of {kept.get('name')} on {day}"
        case ManualTrigger():
            return values_words(kept, types, times)


def _rested(trigger: EventTrigger) -> str:
    if trigger.quiet_for is None:
        return ""
    what = f"that {plain(trigger.key)}" if trigger.key else "the customer"
    return f", after which {what} was quiet for {duration_words(trigger.quiet_for)}"
