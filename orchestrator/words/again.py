"""When somebody enters once more."""

from __future__ import annotations

from typing import assert_never

from orchestrator.model import (
    CalendarTrigger,
    CountedFrom,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    Per,
    Reentry,
    ReentryKind,
    SegmentTrigger,
    Trigger,
    WhileInside,
)
from orchestrator.words.durations import duration_words
from orchestrator.words.names import plain

_INSIDE = {
    WhileInside.IGNORE: ", unless they are still inside",
    WhileInside.RESTART: "; whoever is still inside starts anew",
    WhileInside.BOTH: ", also while they are still inside",
}


def again_words(flow: Flow) -> str:
    """When somebody enters once more, and what becomes of whoever is inside."""
    if flow.reentry.kind is ReentryKind.NEVER:
        return "never"
    return f"{_reentry(flow.reentry, flow.trigger)}{_INSIDE[flow.while_inside]}"


def _reentry(reentry: Reentry, trigger: Trigger) -> str:
    if reentry.after is None:
        return _always(trigger)
    start = "entry" if reentry.counted_from is CountedFrom.ENTRY else "end"
    since = f"after the last {start}{_per(reentry, trigger)}"
    return f"at the earliest {duration_words(reentry.after)} {since}"


def _per(reentry: Reentry, trigger: Trigger) -> str:
    if reentry.per is Per.CUSTOMER:
        return ""
    key = trigger.key if isinstance(trigger, EventTrigger) else None
    return f" for the same {plain(key or 'key')}"


def _always(trigger: Trigger) -> str:
    match trigger:
        case EventTrigger():
            return "whenever it happens again"
        case SegmentTrigger():
            return "whenever they become a member again"
        case DateTrigger():
            return "at every such date" if trigger.yearly else "at another such date"
        case CalendarTrigger():
            return "at every occasion"
        case ManualTrigger():
            return "whenever they are started again"
        case _:
            assert_never(trigger)
