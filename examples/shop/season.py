"""The shop's calendar: when things happen, in whole seconds since it opened."""

import math
import random
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

OPENED = datetime(2025, 4, 1, tzinfo=UTC)
CLOSED = datetime(2026, 4, 15, tzinfo=UTC)  # the first instant without data

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
END = int((CLOSED - OPENED).total_seconds())

# How busy each hour of a day (UTC) and each day of a week (from Monday) is.
_BY_HOUR = (1, 0.5, 0.3, 0.3, 1, 2, 4, 5, 5, 5, 6, 6, 5, 5, 5, 6, 8, 10, 12, 12, 9, 6, 4, 2)
_BY_WEEKDAY = (1.05, 0.95, 0.95, 0.95, 0.85, 0.95, 1.3)
_PEAK_DAY_OF_YEAR = 125  # the first warm week of May
_BLACK_WEEK = (datetime(2025, 11, 24, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC))


class Season:
    """Busy time: it runs fast on a Sunday evening in May and nearly stands still in a winter night.

    One day of busy time is an average day. Growth says how many times busier the last day is
    than the first, other things being equal.
    """

    def __init__(self, growth: float) -> None:
        hours = tuple(_busyness(growth))
        average_day = 24 * sum(hours) / len(hours)
        self._busy_at = (0.0, *accumulate(hour / average_day for hour in hours))

    def draw(self, rng: random.Random) -> int:
        return self._second_at(rng.random() * self._busy_at[-1])

    def after(self, second: int, busy_days: float) -> int:
        """Return the second so much busy time later, or END when the data stops before."""
        hour, rest = divmod(second, HOUR)
        begun, done = self._busy_at[hour : hour + 2]
        return self._second_at(begun + (done - begun) * rest / HOUR + busy_days)

    def _second_at(self, busy: float) -> int:
        if busy >= self._busy_at[-1]:
            return END
        hour = bisect_right(self._busy_at, busy) - 1
        begun, done = self._busy_at[hour : hour + 2]
        return int((hour + (busy - begun) / (done - begun)) * HOUR)


def written(second: int) -> str:
    """Write a second as the database does."""
    return (OPENED + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S")


def _busyness(growth: float) -> Iterator[float]:
    for hours in range(END // HOUR):
        at = OPENED + timedelta(hours=hours)
        year = 2 * math.pi * (at.timetuple().tm_yday - _PEAK_DAY_OF_YEAR) / 365
        grown = 1 + (growth - 1) * hours * HOUR / END
        sale = 2.2 if _BLACK_WEEK[0] <= at < _BLACK_WEEK[1] else 1
        weather = 1 + 0.5 * math.cos(year)
        yield _BY_HOUR[at.hour] * _BY_WEEKDAY[at.weekday()] * weather * grown * sale
