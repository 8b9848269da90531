"""Everything random comes from one seeded source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from typing import TypeVar

T = TypeVar("T")

MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)
SHORT = (30 * MINUTES, HOURS, 90 * MINUTES, 6 * HOURS)
DURATIONS = (*SHORT, 16 * HOURS, DAYS, DAYS, 2 * DAYS, 3 * DAYS, 7 * DAYS)
CLOCKS = (time(0), time(1, 30), time(2, 30), time(8), time(9), time(9, 30), time(21), time(23, 45))
ZONES = ("Europe/Stockholm", "America/New_York", "Asia/Kolkata", "UTC")
QUARTER = 15 * MINUTES


class Chance:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is kept secret with it

    def apart(self, of: object) -> Chance:
        """Another source, told by what has come of this one, which goes on as if nobody had asked."""
        return Chance(int.from_bytes(sha256(repr(of).encode()).digest()[:8]))

    def is_so(self, probability: float) -> bool:
        return self._random.random() < probability

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one_of(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def weighed(self, choices: Sequence[tuple[T, float]]) -> T:
        return self._random.choices(
            [each for each, _ in choices], [weight for _, weight in choices]
        )[0]

    def some_of(self, choices: Sequence[T], at_most: int) -> list[T]:
        return self._random.sample(choices, min(len(choices), self.number(1, at_most)))

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        return self._random.sample(choices, len(choices))

    def maybe(self, choices: Sequence[T], probability: float) -> T | None:
        return self.one_of(choices) if self.is_so(probability) else None

    def between(self, low: datetime, high: datetime) -> datetime:
        """On a quarter of an hour, so that instants meet."""
        steps = max(int((high - low) / QUARTER), 0)
        return low + self.number(0, steps) * QUARTER

    def day_near(self, day: date, around: int = 5) -> date:
        return day + self.number(-around, around) * DAYS


BEGINNINGS = (
    datetime(2026, 3, 28, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 2, 27, 6, tzinfo=UTC),
    datetime(2028, 2, 27, 8, tzinfo=UTC),
    datetime(2026, 3, 6, 7, tzinfo=UTC),
    datetime(2026, 6, 1, 8, tzinfo=UTC),
    datetime(2026, 12, 30, 22, tzinfo=UTC),
)
"""Around the days on which clocks are put forward and back, leap days, and the turn of the year."""
