"""Values as the type that they are compared with, at the ends of the calendar too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from orchestrator.catalog import Type
from orchestrator.parse.fit import FIRST, LAST, fit

WEST, EAST = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")


@pytest.mark.parametrize(
    ("text", "zone", "is_end", "expected"),
    [
        ("2026-03-31", WEST, False, datetime(2026, 3, 31, 4, tzinfo=UTC)),
        ("2026-03-31", WEST, True, datetime(2026, 4, 1, 3, 59, 59, 999_999, tzinfo=UTC)),
        ("9999-12-31", WEST, True, LAST),
        ("9999-12-31T23:00-05:00", EAST, False, LAST),
        ("0001-01-01", EAST, False, FIRST),
    ],
)
def test_an_instant(text: str, zone: ZoneInfo, expected: datetime, *, is_end: bool) -> None:
    assert fit(text, Type.TIME, zone, is_end=is_end) == expected


def test_a_day_is_the_same_in_every_zone() -> None:
    assert fit("9999-12-31", Type.DATE, WEST) == date.max
