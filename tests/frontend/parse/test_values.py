"""Texts that mean a duration, a time, a date or a share."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from orchestrator.parse import timetable, values
from orchestrator.parse.values import Unreadable


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 minute", timedelta(minutes=1)),
        ("90 minutes", timedelta(minutes=90)),
        ("1 hour", timedelta(hours=1)),
        ("1.5 hours", timedelta(minutes=90)),
        ("3 day", timedelta(days=3)),
        ("1 days", timedelta(days=1)),
        ("2 Weeks", timedelta(weeks=2)),
        ("3days", timedelta(days=3)),
    ],
)
def test_a_duration(text: str, length: timedelta) -> None:
    assert values.duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["3", "", "days", "3 months", "1 year", "3 d", "-3 days", "0 days", "3 days 2 hours", "½ day",
     "99999 weeks", "1e3 days", "٣ days", "9" * 5000 + " days"],
)  # fmt: skip
def test_no_duration(text: str) -> None:
    assert isinstance(values.duration(text), Unreadable)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (values.clock, "24:00"),
        (values.clock, "9"),
        (values.clock, "9:5"),
        (values.clock, "9 pm"),
        (values.share, "50"),
        (values.share, "0%"),
        (values.share, "101%"),
        (values.share, "-5%"),
        (values.days, "3"),
        (values.days, "--3 days"),
        (values.days, "1.5 days"),
        (values.moment, "2026-13-01"),
        (values.moment, "2026-01-01 25:00"),
        (values.moment, "yesterday"),
        (values.moment, "3 months ago"),
        (values.moment, "in a week"),
        (values.offset, "2 days ago"),
        (values.rank, "100.1%"),
        (timetable.until, "someday"),
        (timetable.hours, "08:00"),
        (timetable.hours, "08:00-25:00"),
        (timetable.calendar_day, "2026-02-29"),
        (timetable.calendar_day, "2-29"),
    ],
)
def test_what_cannot_be_read(parse: object, text: str) -> None:
    assert callable(parse)
    assert isinstance(parse(text), Unreadable)


def test_signs() -> None:
    assert values.offset("-36 hours") == timedelta(hours=-36)
    assert values.days("+2 weeks") == timedelta(days=14)


def test_the_hours_of_a_whole_day() -> None:
    assert timetable.hours("00:00-24:00") == (time(0), time(0))


def test_a_day_of_every_year_may_be_a_leap_day() -> None:
    assert timetable.calendar_day("02-29") == (2, 29)
    assert timetable.calendar_day("2026-12-24") == date(2026, 12, 24)
