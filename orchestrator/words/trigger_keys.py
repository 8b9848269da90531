"""What a trigger says, key by key as the file names them: to tell what an edit has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    ManualTrigger,
    SegmentTrigger,
    Trigger,
)
from orchestrator.words.conditions import condition_words
from orchestrator.words.durations import clock_words, duration_words
from orchestrator.words.names import Place
from orchestrator.words.triggers import occasion_words


def trigger_keys(trigger: Trigger) -> dict[str, str]:
    """Every key that is said, or has a default, with its value in words."""
    return {key: words for key, words in _keys(trigger) if words}


def _keys(trigger: Trigger) -> Iterator[tuple[str, str]]:
    match trigger:
        case EventTrigger():
            yield from _of_event(trigger)
        case SegmentTrigger():
            yield "segment", trigger.segment
            yield "include_current", "yes" if trigger.include_current else ""
        case DateTrigger():
            yield from _of_date(trigger)
        case CalendarTrigger():
            for each in trigger.occasions:
                words = occasion_words(each).removeprefix(f"{each.name} (").removesuffix(")")
                yield f"calendar.{each.name}", words
            yield "timezone", trigger.timezone or ""
        case ManualTrigger():
            yield "manual", "yes"
        case _:
            assert_never(trigger)


def _of_event(trigger: EventTrigger) -> Iterator[tuple[str, str]]:
    yield "event", trigger.event
    yield "key", trigger.key or ""
    yield "quiet_for", duration_words(trigger.quiet_for) if trigger.quiet_for else ""
    yield "where", condition_words(trigger.where, place=Place(trigger)) if trigger.where else ""
    past = trigger.include_past
    yield "include_past", duration_words(past) if past else ""


def _of_date(trigger: DateTrigger) -> Iterator[tuple[str, str]]:
    yield "date", str(trigger.date)
    # A minus stands before as many days as it is earlier, as in the file.
    sign = "-" if trigger.offset.total_seconds() < 0 else ""
    yield "offset", f"{sign}{duration_words(abs(trigger.offset))}" if trigger.offset else ""
    yield "at", clock_words(trigger.at)
    yield "timezone", trigger.timezone
    yield "repeat", "yearly" if trigger.yearly else ""
    yield "leap_day", trigger.leap_day.value if trigger.yearly else ""
    yield "if_moved", trigger.if_moved.value
