"""What the trigger fills of `trigger.…` in a template, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    SegmentTrigger,
    Trigger,
)
from orchestrator.parse import Names
from orchestrator.rules.context import Context
from orchestrator.rules.gaps import Gap, missing
from orchestrator.templates import ELEMENT

ITEMS = "items"


def trigger_gap(
    rest: Sequence[str], trigger: Trigger, names: Names, context: Context
) -> Gap | None:
    """Find the name behind `trigger.` that nobody fills."""
    if not rest or _is_doubtful(trigger, names, context):
        return None
    event, name = names.trigger, rest[0]
    items = (ITEMS,) if event and event.items else ()
    known = (*names.trigger_types(), *items, *names.records)
    if not known:
        message = f'{_entering(trigger)}, so nothing fills "trigger.{name}"'
        return Gap(1, message)
    gap = missing(1, name, _no_property(trigger, name), known)
    if gap is not None:
        return gap
    if event and event.items and name == ITEMS:
        return _items_gap(rest, event.name, event.items.properties)
    return _record_gap(rest, context) if name in names.records else None


def _is_doubtful(trigger: Trigger, names: Names, context: Context) -> bool:
    """What is wrong with the event itself is told of where the flow or the catalog names it."""
    if context.catalog is None or not isinstance(trigger, EventTrigger):
        return context.catalog is None
    return names.trigger is None or context.is_doubtful("catalog", "events", trigger.event)


def _record_gap(rest: Sequence[str], context: Context) -> Gap | None:
    match rest, context.catalog:
        case [record, word, *_], catalog if catalog and record in catalog.records:
            if context.is_doubtful("catalog", "records", record):
                return None
            message = f'the record "{record}" has no attribute "{word}"'
            return missing(2, word, message, catalog.records[record].attributes)
    return None


def _items_gap(rest: Sequence[str], event: str, properties: Iterable[str]) -> Gap | None:
    match rest[1:]:
        case [word, *_] if word != ELEMENT:
            message = '"trigger.items" is a list; read its lines in {% for item in trigger.items %}'
            return Gap(2, message)
        case [_, word, *_]:
            message = f'the items of "{event}" have no property "{word}"'
            return missing(3, word, message, properties)
    return None


def _entering(trigger: Trigger) -> str:
    if isinstance(trigger, SegmentTrigger):
        return "the flow is entered by a segment"
    return "only a start of another flow lets anybody in"


def _no_property(trigger: Trigger, name: str) -> str:
    match trigger:
        case EventTrigger():
            return f'the event "{trigger.event}" has no property "{name}"'
        case DateTrigger():
            return f'a flow that begins at a date has no "trigger.{name}"'
        case CalendarTrigger():
            return f'a flow that begins by the calendar has no "trigger.{name}"'
    return f'there is no "trigger.{name}"'
