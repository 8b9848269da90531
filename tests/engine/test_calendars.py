"""Entering on days of the calendar: everybody, by the clocks of one zone."""

from __future__ import annotations

import pytest

from tests.engine.texts import HELLO
from tests.engine.world import World

CALENDAR = "trigger:\n  calendar:\n"
CHRISTMAS = CALENDAR + '    - {name: christmas, date: 12-24, at: "15:00"}\n'


def keys(world: World, text: str, *ticks: str) -> dict[str, list[str]]:
    """What was entered at which tick, of those at which somebody entered."""
    flow = world.flow(text)
    for when in ticks:
        world.tick(flow, when)
    found = world.rows("select trigger_key, entered_at from orchestrator.enrolment order by id")
    told: dict[str, list[str]] = {}
    for row in found:
        told.setdefault(str(row.entered_at)[:16], []).append(str(row.trigger_key))
    return told


def test_everybody_enters_at_the_second(world: World) -> None:
    """Stockholm, the project's zone: three o'clock is two in UTC, whatever the customer's is."""
    world.shop.customer(1, timezone="Asia/Tokyo")
    world.shop.customer(2)
    world.shop.customer(3, created_at="2026-12-24 14:00:01")
    ticks = ("2026-12-24 13:00", "2026-12-24 13:59:59", "2026-12-24 14:00", "2026-12-24 15:00")
    assert keys(world, CHRISTMAS, *ticks) == {
        "2026-12-24 14:00": ["christmas 2026-12-24T15:00"] * 2
    }
    assert world.entered() == [1, 2]


def test_every_year(world: World) -> None:
    world.shop.customer(1)
    ticks = [f"{year}-12-2{day} 20:00" for year in (2026, 2027) for day in (3, 4, 5)]
    assert list(keys(world, CHRISTMAS, *ticks)) == ["2026-12-24 20:00", "2027-12-24 20:00"]


def test_one_date_only(world: World) -> None:
    world.shop.customer(1)
    text = CALENDAR + "    - {name: opening, date: 2026-12-24}\n"
    ticks = [f"{year}-12-2{day} 20:00" for year in (2026, 2027) for day in (3, 4, 5)]
    assert keys(world, text, *ticks) == {"2026-12-24 20:00": ["opening 2026-12-24T09:00"]}


def test_by_cron_in_a_zone_of_its_own(world: World) -> None:
    world.shop.customer(1)
    text = CALENDAR + '    - {name: monday, cron: "30 8 * * mon"}\n  timezone: America/New_York\n'
    ticks = [f"2026-03-{day:02} {time}" for day in range(1, 17) for time in ("12:30", "13:30")]
    # On 8 March the clocks of New York are put forward.
    assert keys(world, text, *ticks) == {
        "2026-03-02 13:30": ["monday 2026-03-02T08:30"],
        "2026-03-09 12:30": ["monday 2026-03-09T08:30"],
        "2026-03-16 12:30": ["monday 2026-03-16T08:30"],
    }


@pytest.mark.parametrize(
    ("day", "before", "instant"),
    [
        ("2026-03-29", "2026-03-29 01:29:59", "2026-03-29 01:30"),
        ("2026-10-25", "2026-10-25 00:29:59", "2026-10-25 00:30"),
    ],
)
def test_when_the_clock_is_changed(world: World, day: str, before: str, instant: str) -> None:
    """As for dates: moved on by the gap, and of two the first."""
    world.shop.customer(1)
    text = CALENDAR + '    - {name: night, cron: "30 2 * * *"}\n'
    later = [f"{day} {hour:02}:30" for hour in (2, 3, 4)]
    assert list(keys(world, text, f"{day} 00:00", before, instant, *later)) == [instant]


def test_an_outage_is_made_up_for_once(world: World) -> None:
    """Each occurrence lets in; who is inside by then is passed over, and late mails stay."""
    world.shop.customer(1)
    text = CALENDAR + '    - {name: daily, cron: "0 9 * * *"}\n'
    found = keys(world, text, "2026-03-01 12:00", "2026-03-06 12:00", "2026-03-06 13:00")
    assert found == {"2026-03-06 12:00": ["daily 2026-03-02T09:00"]}
    assert world.messages() == {(1, "hello"): "skipped: late"}


def test_two_occasions_and_what_they_tell(world: World) -> None:
    text = CALENDAR + (
        '    - {name: advent, date: 12-01}\n    - {name: lucia, date: 12-13, at: "06:00"}\n'
        "steps:\n  - branch: b\n    if:\n      - trigger.name: lucia\n"
        "      - trigger.date: 2026-12-13\n    then:\n      - delay: 1 hour\n"
    )
    world.shop.customer(1)
    keys(world, text + HELLO, "2026-12-01 00:00", "2026-12-01 20:00", "2026-12-13 05:30")
    assert world.postbox.sent() == [(1, "hello")]
    assert world.inside() == {1: "b.then+1"}


def test_conditions_hold(world: World) -> None:
    world.shop.customer(1, country="SE")
    world.shop.customer(2, country="NO")
    text = CHRISTMAS + "conditions:\n  - customer.country: SE\n  - trigger.name: christmas\n"
    keys(world, text, "2026-12-24 13:00", "2026-12-24 14:00")
    assert world.entered() == [1]


def test_the_first_tick_takes_nothing_that_is_over(world: World) -> None:
    world.shop.customer(1)
    assert keys(world, CHRISTMAS, "2026-12-24 14:00", "2026-12-24 15:00") == {}
