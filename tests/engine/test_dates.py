"""Entering on a date: in the right zone, at the right second, once."""

from __future__ import annotations

import pytest

from tests.engine.world import World, entries

BIRTHDAY = "trigger:\n  date: customer.birthday\n  repeat: yearly\n"
ONCE = "trigger:\n  date: customer.birthday\n"


def born(world: World, *dates: str | None, **values: object) -> None:
    for key, date in enumerate(dates, start=1):
        world.shop.customer(key, birth_date=date, **values)


def at(world: World, text: str, *ticks: str) -> dict[str, list[int]]:
    """Who entered at which tick, of those at which somebody did."""
    flow = world.flow(text)
    for when in ticks:
        world.tick(flow, when)
    found = world.rows("select customer, entered_at from orchestrator.enrolment order by id")
    told: dict[str, list[int]] = {}
    for row in found:
        told.setdefault(str(row.entered_at)[:19], []).append(int(row.customer))
    return told


def test_it_begins_at_the_second(world: World) -> None:
    """Stockholm, the project's zone: nine o'clock is eight UTC in March."""
    born(world, "1990-03-05")
    ticks = ("2026-03-05 07:00", "2026-03-05 07:59:59", "2026-03-05 08:00", "2026-03-05 08:00")
    assert at(world, BIRTHDAY, *ticks) == {"2026-03-05 08:00:00": [1]}


def test_the_first_tick_takes_nothing_that_is_over(world: World) -> None:
    born(world, "1990-03-05")
    assert at(world, BIRTHDAY, "2026-03-05 08:00", "2026-03-05 09:00") == {}


def test_the_customers_own_zone(world: World) -> None:
    zones = ("Pacific/Kiritimati", "Europe/Stockholm", "America/New_York", "Pacific/Pago_Pago")
    for key, zone in enumerate(zones, start=1):
        world.shop.customer(key, birth_date="1990-03-05", timezone=zone)
    ticks = [f"2026-03-{day:02} {hour:02}:00" for day in (4, 5) for hour in range(24)]
    assert at(world, BIRTHDAY, *ticks) == {
        "2026-03-04 19:00:00": [1],
        "2026-03-05 08:00:00": [2],
        "2026-03-05 14:00:00": [3],
        "2026-03-05 20:00:00": [4],
    }


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "europe/stockholm", "../etc/passwd"])
def test_a_broken_zone_takes_the_projects(world: World, zone: str | None) -> None:
    """Beside one that is right, and alone in the shop."""
    born(world, "1990-03-05", "1990-03-06", timezone=zone)
    world.shop.customer(3, birth_date="1990-03-05", timezone="Europe/Helsinki")
    ticks = [f"2026-03-{day:02} {hour:02}:00" for day in (5, 6) for hour in (0, 7, 8, 9)]
    assert at(world, BIRTHDAY, *ticks) == {
        "2026-03-05 07:00:00": [3],
        "2026-03-05 08:00:00": [1],
        "2026-03-06 08:00:00": [2],
    }


def test_a_named_zone_is_for_all(world: World) -> None:
    born(world, "1990-03-05", timezone="Asia/Tokyo")
    text = BIRTHDAY + "  timezone: America/New_York\n  at: '18:30'\n"
    ticks = ("2026-03-05 09:30", "2026-03-05 23:29:59", "2026-03-05 23:30")
    assert at(world, text, *ticks) == {"2026-03-05 23:30:00": [1]}


@pytest.mark.parametrize(
    ("day", "before", "instant"),
    [
        # The clock jumps from 02:00 to 03:00: half past two is half past three.
        ("2026-03-29", "2026-03-29 01:29:59", "2026-03-29 01:30"),
        # It goes back from 03:00 to 02:00: half past two is the first of the two.
        ("2026-10-25", "2026-10-25 00:29:59", "2026-10-25 00:30"),
    ],
)
def test_when_the_clock_is_changed(world: World, day: str, before: str, instant: str) -> None:
    born(world, day.replace("2026", "1990"))
    text = BIRTHDAY + "  at: '02:30'\n"
    start = f"{day} 00:00"
    later = [f"{day} {hour:02}:30" for hour in (2, 3, 4)]
    assert list(at(world, text, start, before, instant, *later)) == [f"{instant}:00"]


@pytest.mark.parametrize(
    ("leap_day", "year", "expected"),
    [
        ("02-28", 2026, "2026-02-28"),
        ("03-01", 2026, "2026-03-01"),
        ("02-28", 2028, "2028-02-29"),
        ("03-01", 2028, "2028-02-29"),
        ("02-28", 2100, "2100-02-28"),
    ],
)
def test_the_29th_of_february(world: World, leap_day: str, year: int, expected: str) -> None:
    """Neighbours keep their own day, whatever becomes of it."""
    born(world, "1992-02-29", "1992-02-28", "1992-03-01")
    days = (f"{year}-02-27", f"{year}-02-28", f"{year}-02-29", f"{year}-03-01", f"{year}-03-02")
    ticks = [f"{day} 12:00" for day in days if day[5:] != "02-29" or year % 4 == 0]
    if year == 2100:
        ticks.remove("2100-02-29 12:00")
    found = at(world, BIRTHDAY + f"  leap_day: {leap_day}\n", *ticks)
    of_day = {when[:10]: who for when, who in found.items()}
    assert [day for day, who in of_day.items() if 1 in who] == [expected]
    assert 2 in of_day[f"{year}-02-28"]
    assert 3 in of_day[f"{year}-03-01"]


def test_every_year_but_the_first(world: World) -> None:
    """The day of birth is no birthday."""
    born(world, "2026-03-05", "2027-03-05")
    ticks = [f"{year}-03-0{day} 12:00" for year in (2026, 2027, 2028) for day in (4, 5, 6)]
    assert at(world, BIRTHDAY, *ticks) == {
        "2027-03-05 12:00:00": [1],
        "2028-03-05 12:00:00": [1, 2],
    }


@pytest.mark.parametrize(("offset", "day"), [("-7 days", "2026-02-26"), ("3 days", "2026-03-08")])
def test_an_offset(world: World, offset: str, day: str) -> None:
    born(world, "1990-03-05")
    ticks = [f"2026-02-{day:02} 12:00" for day in range(20, 29)]
    ticks += [f"2026-03-{day:02} 12:00" for day in range(1, 12)]
    assert list(at(world, BIRTHDAY + f"  offset: {offset}\n", *ticks)) == [f"{day} 12:00:00"]


def test_an_offset_over_the_end_of_the_year(world: World) -> None:
    born(world, "2000-01-02")
    ticks = ("2026-12-25 12:00", "2026-12-26 12:00", "2026-12-27 12:00", "2027-01-02 12:00")
    assert list(at(world, BIRTHDAY + "  offset: -7 days\n", *ticks)) == ["2026-12-26 12:00:00"]


def test_a_date_that_does_not_recur(world: World) -> None:
    born(world, "2026-03-05", "1990-03-05", None)
    ticks = [f"{year}-03-0{day} 12:00" for year in (2026, 2027) for day in (4, 5, 6)]
    assert at(world, ONCE, *ticks) == {"2026-03-05 12:00:00": [1]}


def test_an_outage_of_days_is_made_up_for_once(world: World) -> None:
    """Everybody in between enters; whose moment is too long ago gets no message any more."""
    born(world, *(f"1990-03-0{day}" for day in range(1, 9)))
    flow = world.flow(BIRTHDAY)
    world.tick(flow, "2026-03-02 12:00")
    world.tick(flow, "2026-03-07 12:00")
    assert world.entered() == [3, 4, 5, 6, 7]
    sent = [customer for customer, _ in world.postbox.sent()]
    assert sorted(sent) == [6, 7]
    assert world.messages()[5, "hello"] == "skipped: late"
    for again in ("2026-03-07 12:00", "2026-03-07 13:00"):
        world.tick(flow, again)
    assert len(entries(world)) == 5


def test_who_moves_to_another_zone_has_one_birthday(world: World) -> None:
    born(world, "1990-03-05", timezone="Asia/Tokyo")
    flow = world.flow(BIRTHDAY)
    world.tick(flow, "2026-03-04 12:00")
    world.tick(flow, "2026-03-05 01:00")
    world.shop.change("customers", 1, timezone="America/New_York")
    world.tick(flow, "2026-03-05 15:00")
    assert entries(world) == ["2026-03-05 01:00:00"]


def test_conditions_and_being_inside_hold_for_dates_too(world: World) -> None:
    text = BIRTHDAY + (
        "conditions:\n  - customer.country: SE\n"
        "steps:\n  - delay: 400 days\n"
        "  - send: hello\n    template: hello\n    subject: Hello\n"
    )
    born(world, "1990-03-05", country="SE")
    world.shop.customer(2, birth_date="1990-03-05", country="NO")
    ticks = [f"{year}-03-0{day} 12:00" for year in (2026, 2027) for day in (4, 5)]
    assert at(world, text, *ticks) == {"2026-03-05 12:00:00": [1]}


def test_an_order_since_the_moment_takes_out(world: World) -> None:
    """Since the trigger means since that moment, not since the tick that saw it."""
    born(world, "1990-03-05", "1990-03-05")
    flow = world.flow(BIRTHDAY + "exit_when:\n  - did: placed_order\n")
    world.tick(flow, "2026-03-05 07:00")
    world.shop.order(1, "2026-03-05 07:30")
    world.shop.order(2, "2026-03-05 08:05")
    world.tick(flow, "2026-03-05 08:10")
    assert world.entered() == [1]
