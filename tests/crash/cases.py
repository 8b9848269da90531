"""Flows with every kind of step, and what happens to three new customers on each day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from tests.engine.shop import Shop
from tests.engine.texts import CART, send

Happens: TypeAlias = Callable[[Shop, int, str], None]
"""To one customer, on a day (`2026-03-01`) at eight; the ticks are at nine."""

FIRST_DAY = date(2026, 3, 1)
THREE = 10
"""The customers of day n are 10n, 10n + 1 and 10n + 2."""


class Case(NamedTuple):
    flows: Mapping[str, str]
    on_the_day: Happens
    the_day_after: Happens = lambda _shop, _key, _day: None


def day_of(number: int) -> str:
    return (FIRST_DAY + timedelta(days=number)).isoformat()


def cart(shop: Shop, key: int, day: str) -> None:
    shop.cart(key, key, f"{day} 08:00", value=100 * (key % THREE))


def two_carts(shop: Shop, key: int, day: str) -> None:
    cart(shop, key, day)
    another_cart(shop, key, day)


def another_cart(shop: Shop, key: int, day: str) -> None:
    shop.cart(-key, key, f"{day} 08:10")


def rate(shop: Shop, key: int, day: str) -> None:
    """All but the first of the day."""
    if key % THREE:
        shop.rating(key, f"{day} 08:00", stars=key % THREE)


def order(shop: Shop, key: int, day: str) -> None:
    shop.order(key, f"{day} 08:00", delivered_on=day)


def renew(shop: Shop, key: int, day: str) -> None:
    """In a week from then."""
    shop.add("subscriptions", id=key, customer_id=key, renews_on=_days_after(day, 7), plan="a")


def move_the_renewal(shop: Shop, key: int, day: str) -> None:
    """The first comes nearer, the second goes far, the third stays."""
    if key % THREE < 2:
        moved = _days_after(day, 3 + 3 * (key % THREE))
        shop.change("subscriptions", key, renews_on=moved)


def order_three(shop: Shop, key: int, day: str) -> None:
    for _ in range(3):
        order(shop, key, day)


def cancel_one(shop: Shop, key: int, day: str) -> None:
    """The first keeps two orders, the second one, the third all."""
    del day
    sql = (
        "delete from orders where id in (select id from orders where customer_id = :key "
        "order by id limit :number)"
    )
    shop.do(sql, key=key, number=(1, 2, 0)[key % THREE])


def begin_the_day(shop: Shop, key: int, day: str) -> None:
    """The calendar's flow is for Sweden: only the newest live there."""
    del day
    shop.change("customers", key, country="SE")


def move_away(shop: Shop, key: int, day: str) -> None:
    del day
    shop.change("customers", key, country="NO")


def _days_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


_RETURNS = "while_inside: {inside}\nsteps:\n" + send("first") + "  - delay: 30 hours\n"
_CAP = "while_inside: both\nfrequency_cap: {at_most: 1, per: 30 hours}\nsteps:\n"
_SPLIT = (
    "steps:\n  - split: ab\n    arms:\n      a:\n        share: 50%\n        steps:\n"
    + send("drawn", 10)
    + "      b: {share: 50%}\n"
)

CASES: Mapping[str, Case] = {
    "split, holdout, variants": Case(
        {
            "f": CART
            + "holdout: 20%\n"
            + _SPLIT
            + "  - send: varied\n    template: hello\n    variants:\n"
            + "      x: {share: 50%, subject: X}\n      y: {share: 50%, subject: Y}\n"
        },
        cart,
    ),
    "update, start": Case(
        {
            "f": CART
            + "steps:\n  - update:\n      add_tags: [fan]\n      set: {stars: trigger.value}\n"
            + "  - start: started\n"
            + send("then")
            + "  - update:\n      suppress: sms\n      reason: enough\n",
            "started": "trigger: manual\nreentry: always\nwhile_inside: restart\nsteps:\n"
            + send("child"),
        },
        cart,
    ),
    "wait_for, branch, exit_when": Case(
        {
            "f": CART
            + "exit_when:\n  - customer.facts.stars: {at_least: 9}\n  - did: placed_order\n"
            + "steps:\n  - wait_for: rating\n    if:\n      - did: rated_order\n"
            + "    at_most: 40 hours\n    then:\n"
            + "      - branch: stars\n        if:\n          - rating.stars: {at_least: 2}\n"
            + "        then:\n"
            + send("happy", 10)
            + "    else:\n"
            + send("pity", 6)
        },
        cart,
        rate,
    ),
    "delays until": Case(
        {
            "f": "trigger:\n  event: placed_order\nreentry: always\nsteps:\n"
            '  - delay: {until: "12:00"}\n'
            "  - delay: {until_date: trigger.delivered_on, offset: 2 days, if_past: exit}\n"
            + send("hello")
            + "  - delay: 1 hour\n"
        },
        order,
    ),
    "caps": Case(
        {
            "f": CART + _CAP + send("deferred"),
            "g": CART + _CAP + send("skipped") + "    on_cap: skip\n",
        },
        two_carts,
    ),
    "text messages, staff, webhooks, hours": Case(
        {
            "f": CART
            + 'send_window: "09:00-20:00"\nhold_while:\n  - did: refunded\nhold_at_most: 1 day\n'
            + "steps:\n  - send: text\n    channel: sms\n    template: short\n"
            + send("staff")
            + "    to: staff\n  - send: hook\n    channel: webhook\n    to: hook\n"
        },
        cart,
    ),
    "restart": Case(
        {"f": CART + _RETURNS.format(inside="restart") + send("last")}, cart, another_cart
    ),
    "dates that move": Case(
        {
            "f": "trigger:\n  date: subscription.renews_on\n  offset: -7 days\n"
            '  at: "09:30"\nsteps:\n' + send("first") + "  - delay: 30 hours\n" + send("last")
        },
        renew,
        move_the_renewal,
    ),
    "segments that remember": Case(
        {"f": "trigger:\n  segment: loyal\nreentry: always\nsteps:\n" + send("welcome")},
        order_three,
        cancel_one,
    ),
    "calendar": Case(
        {
            "f": "trigger:\n  calendar:\n    - {name: daily, cron: '30 9 * * *'}\n"
            "conditions:\n  - customer.country: SE\nsteps:\n" + send("hello")
        },
        begin_the_day,
        move_away,
    ),
}
