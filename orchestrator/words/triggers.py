"""Who enters."""

from __future__ import annotations

from typing import assert_never

from orchestrator.model import (
    CUSTOMER_ZONE,
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    IfMoved,
    LeapDay,
    ManualTrigger,
    Occasion,
    Per,
    SegmentTrigger,
)
from orchestrator.words.again import again_words
from orchestrator.words.conditions import condition_words
from orchestrator.words.cron import cron_words
from orchestrator.words.durations import (
    clock_words,
    date_words,
    duration_words,
    last_words,
    month_day_words,
    shifted_words,
)
from orchestrator.words.listing import listed
from orchestrator.words.names import Place, plain, ref_words

_PROJECTS_ZONE = "the project's time zone"
LEAP = (2, 29)
_MOVED = {
    IfMoved.RESTART: "they start anew",
    IfMoved.EXIT: "they leave",
    IfMoved.IGNORE: "nothing changes",
}


def trigger_words(flow: Flow) -> str:
    """Entering in two sentences: who enters, and when again."""
    place = Place(flow.trigger)
    who = f", if {condition_words(flow.conditions, place=place)}" if flow.conditions else ""
    moved = f" {moved_words(flow.trigger)}" if isinstance(flow.trigger, DateTrigger) else ""
    return f"Enter {entering_words(flow)}{who}.{moved} Again: {again_words(flow)}."


def entering_words(flow: Flow) -> str:
    """`on cart_updated, once that cart id has been quiet for 1 hour`."""
    trigger = flow.trigger
    match trigger:
        case EventTrigger():
            return _on_event(trigger, flow.reentry.per)
        case SegmentTrigger():
            also = " (also those who are in it already)" if trigger.include_current else ""
            return f"on becoming a member of segment {trigger.segment}{also}"
        case DateTrigger():
            return _on_date(trigger)
        case CalendarTrigger():
            occasions = [occasion_words(each) for each in trigger.occasions]
            return f"on {listed(occasions)}{calendar_zone_words(trigger)}"
        case ManualTrigger():
            return "only when another flow starts this one"
        case _:
            assert_never(trigger)


def _on_event(trigger: EventTrigger, per: Per) -> str:
    words = f"on {trigger.event}"
    if trigger.where:
        words += f" with {condition_words(trigger.where, place=Place(trigger))}"
    if trigger.quiet_for:
        what = f"that {plain(trigger.key)}" if trigger.key else "the customer"
        words += f", once {what} has been quiet for {duration_words(trigger.quiet_for)}"
    elif trigger.key:
        # With `per: key` the same one may come again.
        often = "for each" if per is Per.KEY else "once per"
        words += f", {often} {plain(trigger.key)}"
    if trigger.include_past:
        past = last_words(trigger.include_past).removeprefix("in ")
        words += f" (at the very first tick also those of {past})"
    return words


def _on_date(trigger: DateTrigger) -> str:
    day = shifted_words(trigger.offset, ref_words(trigger.date))
    if not (trigger.offset or trigger.yearly):
        day += " itself"
    on = "" if trigger.offset else "on "
    yearly = "every year " if trigger.yearly else "once, "
    leap = " (29 February on 1 March)" if trigger.leap_day is LeapDay.MARCH_1 else ""
    at = at_words(clock_words(trigger.at), trigger.timezone)
    return f"{yearly}{on}{day}{leap if trigger.yearly else ''}, {at}"


def moved_words(trigger: DateTrigger) -> str:
    return f"If the date moves, {_MOVED[trigger.if_moved]}."


def at_words(clock: str, zone: str) -> str:
    """`at 09:00 in the customer's time`."""
    return f"at {clock} in {zone_words(zone)}"


def zone_words(zone: str) -> str:
    return "the customer's time" if zone == CUSTOMER_ZONE else zone


def occasion_words(occasion: Occasion) -> str:
    """`christmas (24 December of every year at 09:00)`."""
    if occasion.cron is not None:
        return f"{occasion.name} ({cron_words(occasion.cron)})"
    day = date_words(occasion.date) if occasion.date else ""
    if occasion.month_and_day is not None:
        years = "years that have one" if occasion.month_and_day == LEAP else "every year"
        day = f"{month_day_words(*occasion.month_and_day)} of {years}"
    return f"{occasion.name} ({day} at {clock_words(occasion.at)})"


def calendar_zone_words(trigger: CalendarTrigger) -> str:
    return f", in {zone_words(trigger.timezone) if trigger.timezone else _PROJECTS_ZONE}"
