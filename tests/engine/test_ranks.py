"""`top`, `bottom` and `between_ranks`, against plain Python's answer."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import pytest

from orchestrator.delivery import Message
from tests.engine.test_cost import counting
from tests.engine.texts import CART, MONTHS_THEN_HELLO, SIGNED_UP
from tests.engine.world import World, moment

NOW = "2026-03-01 12:00"
# Ties at every place, a negative one, and somebody without any.
POINTS = (10, 30, 30, 20, 20, 20, -5, None, 0.5, 30, 100)
SWEDES = (1, 2, 4, 5, 7, 8, 11)
TESTS = {
    "{top: 20%}": (0, 20),
    "{top: 10%}": (0, 10),
    "{top: 0.5%}": (0, 0.5),
    "{top: 33.3%}": (0, 33.3),
    "{top: 100%}": (0, 100),
    "{bottom: 20%}": (80, 100),
    "{bottom: 50%}": (50, 100),
    "{between_ranks: [20%, 80%]}": (20, 80),
    "{between_ranks: [0%, 20%]}": (0, 20),
    "{between_ranks: [80%, 100%]}": (80, 100),
    "{between_ranks: [40%, 50%]}": (40, 50),
}


def expected(start: float, end: float, among: tuple[int, ...]) -> list[int]:
    """Inside a share are so many of the highest, rounded up, and who ties with the last of them."""
    valued = {key: points for key in among if (points := POINTS[key - 1]) is not None}
    ordered = sorted(valued.values(), reverse=True)

    def inside(points: float, share: float) -> bool:
        count = ceil(round(len(ordered) * share, 6) / 100)
        return count > 0 and points >= ordered[count - 1]

    return sorted(
        k for k, points in valued.items() if inside(points, end) and not inside(points, start)
    )


@pytest.fixture(scope="module")
def judged(shared_world: World) -> dict[str, list[int]]:
    for key, points in enumerate(POINTS, start=1):
        country = "SE" if key in SWEDES else "NO"
        shared_world.shop.customer(key, points=points, country=country)
    # Not there yet, so it shifts nobody's rank.
    shared_world.shop.customer(99, points=1000, created_at="2026-03-01 12:00:01")
    texts = {}
    for number, test in enumerate(TESTS):
        texts[f"all-{number}"] = test
        texts[f"swedes-{number}"] = test[:-1] + ", among: swedes}"
    flows = shared_world.flows(
        {
            key: f"{SIGNED_UP}conditions:\n  - customer.points: {test}\n{MONTHS_THEN_HELLO}"
            for key, test in texts.items()
        }
    )
    for flow in flows.values():
        shared_world.tick(flow, NOW)
    return {test: shared_world.entered(key) for key, test in texts.items()}


@pytest.mark.parametrize("test", TESTS)
def test_among_all(judged: dict[str, list[int]], test: str) -> None:
    assert judged[test] == expected(*TESTS[test], tuple(range(1, len(POINTS) + 1)))


@pytest.mark.parametrize("test", TESTS)
def test_among_a_segment(judged: dict[str, list[int]], test: str) -> None:
    assert judged[test[:-1] + ", among: swedes}"] == expected(*TESTS[test], SWEDES)


def test_ranges_that_follow_each_other_share_everybody_out(judged: dict[str, list[int]]) -> None:
    names = ("{between_ranks: [0%, 20%]}", "{between_ranks: [20%, 80%]}", "{bottom: 20%}")
    found = [key for name in names for key in judged[name]]
    assert sorted(found) == [
        key for key, points in enumerate(POINTS, start=1) if points is not None
    ]


def test_nobody_ranks_where_nobody_has_a_value(world: World) -> None:
    flow = world.flow(SIGNED_UP + "conditions:\n  - customer.points: {top: 50%}\n")
    world.shop.customers(2)
    world.tick(flow, NOW)
    assert world.entered() == []


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("customer.total_spent: {top: 50%}", [2, 3]),
        ("customer.last_order_at: {top: 50%}", [2, 4]),
        ("customer.birthday: {bottom: 50%}", [1, 3]),
    ],
)
def test_sums_times_and_dates_rank_too(world: World, test: str, who: list[int]) -> None:
    """The highest time is the latest."""
    flow = world.flow(f"{SIGNED_UP}conditions:\n  - {test}\n{MONTHS_THEN_HELLO}")
    dates = ("1980-01-01", "1995-01-01", "1970-01-01", "2000-01-01")
    for key, (total, day, date) in enumerate(
        zip((5, 50, 60, 7), (1, 3, 2, 4), dates, strict=True), 1
    ):
        world.shop.customer(key, birth_date=date)
        world.shop.order(key, f"2026-02-0{day} 12:00", total=total)
    world.tick(flow, NOW)
    assert world.entered() == who


def test_ranks_are_read_again_at_a_branch(world: World) -> None:
    steps = (
        "steps:\n  - delay: 1 day\n  - branch: b\n    if:\n      - customer.points: {top: 50%}\n"
        "    then:\n      - delay: 1 day\n    else:\n      - delay: 2 days\n"
    )
    flow = world.flow(SIGNED_UP + steps + "  - send: hello\n    template: hello\n    subject: Hi\n")
    for key in (1, 2):
        world.shop.customer(key, points=key)
    world.tick(flow, NOW)
    world.shop.change("customers", 1, points=3)
    world.tick(flow, "2026-03-02 12:00")
    assert world.inside() == {1: "b.then+1", 2: "b.else+1"}


def test_where_a_share_ends_is_asked_only_for_somebody(world: World) -> None:
    """It costs a look at all customers; an idle tick has nobody to compare with it."""
    flow = world.flow(
        CART
        + "exit_when:\n  - all:\n      - did: placed_order\n"
        + "      - customer.total_spent: {top: 50%}\nsteps:\n  - delay: 9 days\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(4)
    for key in (2, 3):
        world.shop.order(key, "2026-02-01 09:00", total=50)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.inside() == {1: "+1"}
    with counting(world.workspace.store.engine) as said:
        world.tick(flow, "2026-03-01 10:00")
    assert not [each for each in said if " DESC" in each]
    world.shop.order(1, "2026-03-01 10:30", total=90)
    with counting(world.workspace.store.engine) as said:
        world.tick(flow, "2026-03-01 11:00")
    assert [each for each in said if " DESC" in each]
    assert world.endings() == {1: "exit_when"}


@pytest.mark.parametrize(("seconds", "last"), [(0, 120), (4, 130)])
def test_at_the_hand_over_where_a_share_ends_is_asked_once_a_minute(
    world: World, seconds: int, last: int
) -> None:
    """Two groups of twenty; while the first leaves, its people lose their points."""
    flow = world.flow(
        f"{SIGNED_UP}steps:\n  - send: hello\n    template: hello\n    subject: Hi\n"
        "    only_if:\n      - customer.points: {top: 50%}\n"
    )
    for key in range(101, 141):
        world.shop.customer(key, points=141 - key)
    now = moment(NOW)

    def before(message: Message) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)
        if message.customer == "120":
            world.shop.do("update customers set points = null where id <= 120")

    world.postbox.before = before
    with counting(world.workspace.store.engine) as said:
        world.tick(flow, lambda: now)
    assert [key for key, _ in world.postbox.sent()] == list(range(101, last + 1))
    assert len([each for each in said if " DESC" in each]) == (2 if seconds else 1)


@pytest.mark.parametrize("test", ["{top: 40%}", "{bottom: 60%}"])
def test_the_cut_is_exact_where_python_rounds(world: World, test: str) -> None:
    """0.7 as `real` is not the 0.7 that Python reads."""
    if world.dialect == "postgresql":
        world.shop.do("alter table customers alter column points type real")
    flow = world.flow(f"{SIGNED_UP}conditions:\n  - customer.points: {test}\n{MONTHS_THEN_HELLO}")
    for key, points in enumerate((0.1, 0.2, 0.3, 0.7, 0.9), 1):
        world.shop.customer(key, points=points)
    world.tick(flow, NOW)
    assert world.entered() == ([4, 5] if "top" in test else [1, 2, 3])


@pytest.mark.parametrize(("column", "name"), [("seen_at", "seen_at"), ("birth_date", "birthday")])
@pytest.mark.parametrize("far", ["infinity", "20000-01-01"])
def test_the_cut_may_lie_where_python_knows_no_time(
    world: World, column: str, name: str, far: str
) -> None:
    if world.dialect == "sqlite":
        far = "9999-12-31"
    flow = world.flow(
        f"{SIGNED_UP}conditions:\n  - customer.{name}: {{top: 50%}}\n{MONTHS_THEN_HELLO}"
    )
    world.shop.customer(1, **{column: "1990-01-01"})
    world.shop.customer(2, **{column: far})
    world.tick(flow, NOW)
    assert world.entered() == [2]
