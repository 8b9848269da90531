"""The most messages that one customer can get within a stretch of time."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

from orchestrator.model import CalendarTrigger, DateTrigger, Flow, Per, ReentryKind, WhileInside
from orchestrator.model.flow import CountedFrom
from orchestrator.rules.passing.moment import NOW, Moment, entry_of
from orchestrator.rules.passing.occasions import most_occasions
from orchestrator.rules.passing.ways import Counts, Walker, Way

ANY_NUMBER = 100


def most_in_passage(flow: Flow, within: timedelta, counts: Counts, *, zone: str = "UTC") -> int:
    """How many at most, of those who enter once.

    Ways out by `exit_when` only make it fewer, and so do caps and windows: they are left aside.
    """
    walker = Walker(within, counts, can_restart=False)
    ways = walker.passage(flow, frozenset({Way(entry_of(flow.trigger, zone))}))
    return max((way.most for way in ways), default=0)


def most_if_late(flow: Flow, within: timedelta, counts: Counts) -> float:
    """How many at most, however late any of them leaves: a cap beyond that is never met."""
    most = most_in_passage(flow, timedelta.max, counts)
    if most == 0 or _enters_once(flow):
        return most
    between = _between(flow)
    if not between or flow.while_inside is WhileInside.BOTH:
        return math.inf
    # One passage may have begun before the stretch, and its messages be late.
    return most * (math.ceil(within / between) + 1)


def most_messages(flow: Flow, within: timedelta, counts: Counts, *, zone: str = "UTC") -> float:
    """How many at most, by way and by entering again; infinity if nothing limits it."""
    walker = Walker(within, counts, flow.while_inside is WhileInside.RESTART)
    entry = Way(entry_of(flow.trigger, zone))
    once = walker.passage(flow, frozenset({entry}))
    most = max((way.most for way in once), default=0)
    if most == 0 or _enters_once(flow):
        return most
    if isinstance(flow.trigger, CalendarTrigger):
        return most * most_occasions(flow.trigger, within)
    if isinstance(flow.trigger, DateTrigger):
        return most
    if flow.while_inside is WhileInside.BOTH:
        return _overlapping(flow, within, counts)
    return _again(flow, walker, once)


def _enters_once(flow: Flow) -> bool:
    return flow.reentry.kind is ReentryKind.NEVER and flow.reentry.per is Per.CUSTOMER


def _overlapping(flow: Flow, within: timedelta, counts: Counts) -> float:
    """Passages side by side: each can have all its messages in the stretch."""
    between = _between(flow)
    if not between:
        return math.inf
    every = Walker(timedelta.max, counts, can_restart=False)
    ways = every.passage(flow, frozenset({Way(Moment())}))
    return max(way.most for way in ways) * math.ceil(within / between)


def _again(flow: Flow, walker: Walker, ways: frozenset[Way]) -> float:
    """One passage after the other, until that brings no more."""
    most = max(way.most for way in ways)
    while most <= ANY_NUMBER:
        entered = frozenset(_entered_again(way, flow, walker.within) for way in ways)
        ways = walker.passage(flow, entered)
        longest = max((way.most for way in ways), default=0)
        if longest <= most:
            return most
        most = longest
    return math.inf


def _entered_again(way: Way, flow: Flow, within: timedelta) -> Way:
    between = _between(flow)
    is_from_entry = flow.reentry.counted_from is CountedFrom.ENTRY
    rest = max(between - way.inside, NOW) if is_from_entry else between
    again = way.later(rest, entry_of(flow.trigger, "UTC"), within)
    return replace(again, inside=NOW)


def _between(flow: Flow) -> timedelta:
    """From one entering to the next; another key may enter at once."""
    is_free = flow.reentry.kind is not ReentryKind.AFTER or flow.reentry.per is Per.KEY
    return NOW if is_free else flow.reentry.after or NOW


def first_sends(flow: Flow, counts: Counts) -> set[timedelta]:
    """How long after entering each message can come at the earliest, on any way."""
    walker = Walker(timedelta.max, counts, can_restart=False)
    ways = walker.passage(flow, frozenset({Way(Moment())}))
    return {way.inside - age for way in ways for age in way.ages}
