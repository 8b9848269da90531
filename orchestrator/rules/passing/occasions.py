"""How close together the occasions of a calendar are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from orchestrator.model import CalendarTrigger, Occasion
from orchestrator.rules import cron

USUAL_YEAR = 2028
"""A leap year, so that every day of the calendar is in it."""
DAY = timedelta(days=1)


def most_occasions(trigger: CalendarTrigger, within: timedelta) -> int:
    """How many of them fall into one stretch of that length at most."""
    years = {each.date.year for each in trigger.occasions if each.date} or {USUAL_YEAR}
    days: Counter[date] = Counter()
    for occasion in trigger.occasions:
        times = _times_a_day(occasion)
        for day in (day for year in years for day in _days(occasion, year)):
            days[day] += times
    return _most_within(sorted(days.items()), max(within, DAY))


def _most_within(days: Sequence[tuple[date, int]], within: timedelta) -> int:
    """The stretch is moved along: it loses the days before its first one."""
    most, inside, first = 0, 0, 0
    for day, times in days:
        inside += times
        while day - days[first][0] >= within:
            inside -= days[first][1]
            first += 1
        most = max(most, inside)
    return most


def _times_a_day(occasion: Occasion) -> int:
    if occasion.cron is None or cron.mistake(occasion.cron):
        return 1
    return cron.times_a_day(occasion.cron)


def _days(occasion: Occasion, year: int) -> Iterable[date]:
    """Of that year and of the first days of the next one."""
    first, count = date(year, 1, 1), 366 + 31
    if occasion.date:
        return [occasion.date] if occasion.date.year == year else []
    if occasion.cron is not None:
        return _days_of(occasion.cron, first, count)
    if occasion.month_and_day is None:
        return []
    month_and_day = occasion.month_and_day
    days = (first + timedelta(days=number) for number in range(count))
    return [day for day in days if (day.month, day.day) == month_and_day]


@lru_cache
def _days_of(line: str, first: date, count: int) -> tuple[date, ...]:
    return () if cron.mistake(line) else tuple(cron.days_from(line, first, count))
