"""The forms of triggers, by name."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model import (
    CUSTOMER_ZONE,
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    IfMoved,
    LeapDay,
    ManualTrigger,
    SegmentTrigger,
    Trigger,
)
from tests.oracle.coverage.conditions import of_conditions

_OF_EVENTS = ("key", "quiet_for", "where", "include_past")
_OF_DATES = ("of a record", "offset", "at", "timezone: customer", "timezone: named", "repeat")
EVERY_TRIGGER = (
    *("trigger event", *(f"trigger event: {each}" for each in _OF_EVENTS)),
    *("trigger segment", "trigger segment: include_current"),
    *("trigger date", *(f"trigger date: {each}" for each in _OF_DATES)),
    *(f"trigger date: if_moved: {each}" for each in IfMoved),
    *(f"trigger date: leap_day: {each}" for each in LeapDay),
    *("trigger calendar", "trigger calendar: date", "trigger calendar: every year"),
    *("trigger calendar: cron", "trigger calendar: timezone", "trigger manual"),
)


def of_trigger(trigger: Trigger) -> Iterator[str]:
    match trigger:
        case EventTrigger():
            yield "trigger event"
            yield from (f"trigger event: {each}" for each in _OF_EVENTS if getattr(trigger, each))
            yield from of_conditions(trigger.where)
        case SegmentTrigger():
            yield "trigger segment"
            yield from ("trigger segment: include_current",) if trigger.include_current else ()
        case DateTrigger():
            yield from _of_date(trigger)
        case CalendarTrigger():
            yield "trigger calendar"
            yield from ("trigger calendar: timezone",) if trigger.timezone else ()
            for each in trigger.occasions:
                kind = "date" if each.date else "cron" if each.cron else "every year"
                yield f"trigger calendar: {kind}"
        case ManualTrigger():
            yield "trigger manual"


def _of_date(trigger: DateTrigger) -> Iterator[str]:
    yield from ("trigger date", "trigger date: at", f"trigger date: if_moved: {trigger.if_moved}")
    yield from ("trigger date: of a record",) if trigger.record else ()
    yield from ("trigger date: offset",) if trigger.offset else ()
    whose = "customer" if trigger.timezone == CUSTOMER_ZONE else "named"
    yield f"trigger date: timezone: {whose}"
    if trigger.yearly:
        yield from ("trigger date: repeat", f"trigger date: leap_day: {trigger.leap_day}")
