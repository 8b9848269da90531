"""Delays until the clock shows a time, and until a date that is read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from orchestrator.model import DelayUntil, DelayUntilDate, IfPast
from tests.oracle.clocks import DAY, days_around, local, shows
from tests.oracle.place import Place
from tests.oracle.standing import At
from tests.oracle.state import Passage

_FARTHEST = 100_000
_WEEK = 8 * DAY


def until_clock(at: At, step: DelayUntil, passage: Passage) -> None:
    if passage.waits_since is None:
        zone = at.zone(step.timezone, passage.customer)
        passage.waits_since, passage.due = at.now, _next_showing(step, zone, at.now)
    _go_on_if_due(at, passage)


def _next_showing(step: DelayUntil, zone: str, now: datetime) -> datetime:
    shown = [
        shows(day, step.at, zone)
        for day in days_around(now - _WEEK, now + _WEEK)
        if step.weekday in (None, day.weekday())
    ]
    grace = step.or_now_within or timedelta(0)
    if any(now - grace <= each <= now for each in shown):
        return now
    return min(each for each in shown if each > now)


def _go_on_if_due(at: At, passage: Passage) -> None:
    if passage.due is not None and passage.due <= at.now:
        at.go_on(passage, passage.due)


def until_date(at: At, step: DelayUntilDate, passage: Passage) -> None:
    if passage.waits_since is None:
        zone = at.zone(step.timezone, passage.customer)
        until = _reckoned(step, at.setting.inside(passage), zone)
        if until is None:
            at.setting.leave(passage, "no date")
            return
        if until < at.now and step.if_past is IfPast.EXIT:
            at.setting.leave(passage, "date is past")
            return
        passage.waits_since, passage.due = at.now, max(until, at.now)
    _go_on_if_due(at, passage)


def _reckoned(step: DelayUntilDate, place: Place, zone: str) -> datetime | None:
    found = place.read(step.date)
    more = _days_more(step, place)
    if not isinstance(found, date) or more is None or abs(more) > _FARTHEST:
        return None
    if isinstance(found, datetime):
        moment = found + step.offset + timedelta(days=more)
        if step.at is None:
            return moment
        return shows(local(moment, zone).date(), step.at, zone)
    day = found + timedelta(days=int(more))
    whole = timedelta(days=step.offset.days)
    if step.at is not None:
        return shows(day + whole, step.at, zone)
    return shows(day + whole, time(), zone) + (step.offset - whole)


def _days_more(step: DelayUntilDate, place: Place) -> float | None:
    """`plus_days` times `times`; None where one of them is missing."""
    if step.plus_days is None:
        return 0
    number = 1.0
    for ref in (step.plus_days, step.times):
        if ref is not None:
            value = place.read(ref)
            if value is None:
                return None
            number *= float(str(value))
    return number
