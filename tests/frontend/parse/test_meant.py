"""What people write, and what they mean by it; where several things may be meant, nothing."""

from __future__ import annotations

import pytest

from orchestrator.parse.meant import clock_meant, day_meant, duration_meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1 day 12 hours", "36 hours"),
        ("1 day and 24 hours", "2 days"),
        ("2 hours, 30 minutes", "150 minutes"),
        ("a week", "7 days"),
        ("Two days", "2 days"),
        ("hour", "1 hour"),
        ("soon", None),
        ("some days", None),
        ("1 day before", None),
        ("3 months 2 days", None),
        ("", None),
    ],
)
def test_durations(said: str, meant: str | None) -> None:
    assert duration_meant(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("9am", "09:00"),
        ("9 AM", "09:00"),
        ("12am", "00:00"),
        ("12 p.m.", "12:00"),
        ("5.30 pm", "17:30"),
        ("17.30", "17:30"),
        ("17h", "17:00"),
        ("9 o'clock", "09:00"),
        ("noon", "12:00"),
        ("9", "09:00"),
        ("13pm", None),
        ("25", None),
        ("9:75", None),
        ("18 o'clock", None),
        ("evening", None),
    ],
)
def test_times_of_the_day(said: str, meant: str | None) -> None:
    assert clock_meant(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("24.12.2027", "2027-12-24"),
        ("24. 12.", "12-24"),
        ("24/12/2027", "2027-12-24"),
        ("12/24", "12-24"),
        ("6/6/2027", "2027-06-06"),
        ("5/6/2027", None),
        ("29.2.2027", None),
        ("29.2.", "02-29"),
        ("1.13.2027", None),
        ("0.0.0000", None),
        ("christmas", None),
    ],
)
def test_days(said: str, meant: str | None) -> None:
    assert day_meant(said) == meant
