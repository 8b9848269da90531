"""Jumping over the instants at which nothing can happen gives what every single tick gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator.model import Schedule
from orchestrator.runner.timetable import Timetable
from orchestrator.testing.happened import Happened
from orchestrator.testing.jumping import next_instant
from tests.testing.conftest import staged

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(happened: Happened) -> Happened:
    """What can be compared: of a message its subject stands for what it says."""
    messages = [
        replace(each, content=None, reason=f"{each.reason} {each.content and each.content.subject}")
        for each in happened.messages
    ]
    return replace(happened, messages=messages, ended=NOON)


def test_no_tick_is_missed(scenarios: Path) -> None:
    """Caps, holds, hours, segments, dates, waits, starts and re-entry; of flows beside as well."""
    with staged(scenarios) as (stage, cases):
        assert len(cases) >= 10
        for tests, case in cases:
            jumped = stage.play(tests, case)
            ticked = stage.play(tests, case, jumping=False)
            assert (case.name, told(jumped)) == (case.name, told(ticked))


def test_an_instant_counts_from_every_distance() -> None:
    row, soon = NOON - 3 * HOUR, NOON + 10 * HOUR
    assert next_instant([row, soon], [0 * HOUR, 5 * HOUR], NOON) == NOON + 2 * HOUR
    assert next_instant([row, soon], [0 * HOUR], NOON) == soon
    assert next_instant([soon], [2 * HOUR, -3 * HOUR], NOON) == soon - 3 * HOUR
    assert next_instant([row], [0 * HOUR], NOON) is None


def test_an_instant_that_has_just_come_asks_for_one_tick_more() -> None:
    """Some comparisons hold from an instant on, others only after it."""
    assert next_instant([NOON - HOUR], [HOUR], NOON) == NOON


def test_a_timetable_of_intervals() -> None:
    ticks = Timetable(Schedule(every=timedelta(minutes=15)), "UTC")
    late = NOON + timedelta(minutes=1)
    assert ticks.first_from(NOON) == NOON
    assert ticks.first_from(late) == NOON + timedelta(minutes=15)
    assert ticks.first_after(NOON) == NOON + timedelta(minutes=15)
    assert ticks.last_before(NOON) == NOON - timedelta(minutes=15)
    assert ticks.last_before(late) == NOON


def test_a_timetable_of_cron_follows_the_clocks_of_its_zone() -> None:
    """Stockholm's clocks are put forward on 29 March."""
    ticks = Timetable(Schedule(cron="30 9 * * *"), "Europe/Stockholm")
    saturday = datetime(2026, 3, 28, 8, 30, tzinfo=UTC)
    sunday = datetime(2026, 3, 29, 7, 30, tzinfo=UTC)
    assert ticks.first_from(saturday) == saturday
    assert ticks.first_after(saturday) == sunday
    assert ticks.last_before(sunday) == saturday
