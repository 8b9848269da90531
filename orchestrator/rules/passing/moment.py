"""How far a customer is in time, as early as can be, and what the clock shows then."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TypeAlias

from orchestrator.conditions import Ref, Scope
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    Delay,
    DelayUntil,
    DelayUntilDate,
    EventTrigger,
    Occasion,
    Trigger,
)
from orchestrator.records import dataclass
from orchestrator.rules import cron

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
NOW = timedelta(0)
Wait: TypeAlias = Delay | DelayUntil | DelayUntilDate


@dataclass(frozen=True)
class Shown:
    """What a clock shows: how long since midnight, and the weekday (Monday is 0) if it is known."""

    zone: str
    since_midnight: timedelta
    weekday: int | None = None

    def later(self, by: timedelta) -> Shown:
        total = self.since_midnight + by
        weekday = None if self.weekday is None else (self.weekday + total // DAY) % 7
        return replace(self, since_midnight=total % DAY, weekday=weekday)


@dataclass(frozen=True)
class Moment:
    """`dates` tells of dates that were waited for how far away they are; negative is past."""

    shown: Shown | None = None
    dates: tuple[tuple[Ref, timedelta], ...] = ()

    def later(self, by: timedelta) -> Moment:
        shown = self.shown.later(by) if self.shown else None
        return Moment(shown, tuple((ref, away - by) for ref, away in self.dates))

    def after(self, wait: Wait) -> tuple[timedelta, Moment]:
        """How long the wait takes at least, and the moment after it.

        A date that is waited for first is taken to be there in time: nobody enters too late.
        """
        match wait:
            case Delay():
                return wait.duration, self.later(wait.duration)
            case DelayUntil():
                return self._until(wait)
            case DelayUntilDate():
                return self._until_date(wait)

    def _until(self, wait: DelayUntil) -> tuple[timedelta, Moment]:
        at = since_midnight(wait.at)
        if self.shown is None or self.shown.zone != wait.timezone:
            return NOW, replace(self, shown=Shown(wait.timezone, at, wait.weekday))
        length = _until_shown(self.shown, wait)
        later = self.later(length)
        if length and later.shown and wait.weekday is not None:
            later = replace(later, shown=replace(later.shown, weekday=wait.weekday))
        return length, later

    def _until_date(self, wait: DelayUntilDate) -> tuple[timedelta, Moment]:
        away = dict(self.dates).get(wait.date)
        if wait.plus_days is not None or away is None:
            dates = self.dates if wait.plus_days else (*self.dates, (wait.date, -wait.offset))
            return NOW, Moment(_shown_on_a_day(wait), dates)
        length = max(away + wait.offset, NOW)
        later = self.later(length)
        return length, replace(later, shown=_shown_on_a_day(wait) if length else later.shown)


def _until_shown(shown: Shown, wait: DelayUntil) -> timedelta:
    """A time that is shown just now is past: the next one is meant."""
    at = since_midnight(wait.at)
    if wait.weekday is None or shown.weekday is None:
        since, around = shown.since_midnight - at, DAY
    else:
        since = (shown.weekday - wait.weekday) * DAY + shown.since_midnight - at
        around = WEEK
    past = since % around
    if wait.or_now_within is not None and past <= wait.or_now_within:
        return NOW
    return around - past


def _shown_on_a_day(wait: DelayUntilDate) -> Shown | None:
    return Shown(wait.timezone, since_midnight(wait.at)) if wait.at else None


def since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def entries_of(trigger: Trigger, zone: str) -> list[Moment]:
    """Every moment of entering: of a calendar one for each of its occasions."""
    if isinstance(trigger, CalendarTrigger):
        return [_occasion(each, trigger.timezone or zone) for each in trigger.occasions]
    return [entry_of(trigger, zone)]


def _occasion(occasion: Occasion, zone: str) -> Moment:
    if occasion.cron is None:
        weekday = occasion.date.weekday() if occasion.date else None
        return Moment(Shown(zone, since_midnight(occasion.at), weekday))
    if cron.mistake(occasion.cron):
        return Moment()
    minute, hour, *days = occasion.cron.split()
    if not (minute.isdecimal() and hour.isdecimal()):
        return Moment()
    shown = timedelta(hours=int(hour), minutes=int(minute))
    is_weekly = days[:2] == ["*", "*"] and days[2].isdecimal()
    return Moment(Shown(zone, shown, (int(days[2]) - 1) % 7 if is_weekly else None))


def entry_of(trigger: Trigger, zone: str) -> Moment:
    """The moment of entering; `zone` is the project's."""
    match trigger:
        case EventTrigger():
            rested = trigger.quiet_for or NOW
            return Moment(dates=((Ref(Scope.TRIGGER, "time"), -rested),))
        case DateTrigger():
            shown = Shown(trigger.timezone, since_midnight(trigger.at))
            refs = (trigger.date, Ref(Scope.TRIGGER, "date"))
            return Moment(shown, tuple((ref, -trigger.offset) for ref in refs))
        case CalendarTrigger(occasions=(Occasion(cron=None) as only,)):
            return _occasion(only, trigger.timezone or zone)
        case _:
            return Moment()
