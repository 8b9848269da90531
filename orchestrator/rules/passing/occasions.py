"""How close together the occasions of a calendar are."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

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
        for year in years:
            days.update(_days(occasion, year))
    ordered = sorted(days)
    return max((_from(first, days, ordered, within) for first in ordered), default=0)


def _from(first: date, days: Counter[date], ordered: list[date], within: timedelta) -> int:
    return sum(days[day] for day in ordered if first <= day < first + max(within, DAY))


def _days(occasion: Occasion, year: int) -> list[date]:
    """Of that year and of the first days of the next one."""
    first, count = date(year, 1, 1), 366 + 31
    if occasion.date:
        return [occasion.date] if occasion.date.year == year else []
    if occasion.cron is not None:
        if cron.mistake(occasion.cron):
            return []
        times = cron.times_a_day(occasion.cron)
        return [day for day in cron.days_from(occasion.cron, first, count) for _ in range(times)]
    if occasion.month_and_day is None:
        return []
    month_and_day = occasion.month_and_day
    days = (first + timedelta(days=number) for number in range(count))
    return [day for day in days if (day.month, day.day) == month_and_day]
