"""Who comes to the shop when, and whether they buy.

How often people buy again follows the usual model of retail: each has a rate of their own from
a gamma distribution and leaves for good after any purchase with a chance of their own from a beta
distribution (Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, 2005). The result is
many who buy once and a long tail who buy all the time.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from examples.shop.dice import chance
from examples.shop.season import END, MINUTE, Season

_EVER_BUY = 0.63
_SIGN_UP_WHILE_PAYING = 0.4
_BUY_AS_GUESTS = 0.18
_MOST_PURCHASES = 60


class Visit(NamedTuple):
    """Somebody fills a cart."""

    at: int
    customer: int | None
    buys: bool


def visits(rng: Random, season: Season, sign_ups: Sequence[int]) -> list[Visit]:
    """Return everybody's visits, guests included, in order of time."""
    known = [
        visit
        for customer, second in enumerate(sign_ups, start=1)
        for coming in (_purchases, _browsing)
        for visit in coming(rng, season, customer, second)
    ]
    guests = (
        Visit(season.draw(rng), None, chance(rng, _BUY_AS_GUESTS)) for _ in range(len(known) // 3)
    )
    return sorted((*known, *guests), key=lambda visit: visit.at)


def _purchases(rng: Random, season: Season, customer: int, signed_up: int) -> Iterator[Visit]:
    if not chance(rng, _EVER_BUY):
        return
    if chance(rng, _SIGN_UP_WHILE_PAYING):
        at = signed_up + rng.randint(1, 5) * MINUTE
    else:
        at = season.after(signed_up, rng.expovariate(1 / 30))
    per_busy_day = rng.gammavariate(0.7, 1 / 28)
    leaving = rng.betavariate(0.8, 2.8)
    for _ in range(_MOST_PURCHASES):
        if at >= END:
            return
        yield Visit(at, customer, buys=True)
        if chance(rng, leaving):
            return
        at = season.after(at, _wait(rng, per_busy_day))


def _browsing(rng: Random, season: Season, customer: int, signed_up: int) -> Iterator[Visit]:
    per_busy_day = rng.gammavariate(0.5, 1 / 45)
    at = season.after(signed_up, rng.expovariate(1 / 12))
    while at < END and chance(rng, 0.9):
        yield Visit(at, customer, buys=False)
        at = season.after(at, _wait(rng, per_busy_day))


def _wait(rng: Random, per_busy_day: float) -> float:
    # A rate drawn from a gamma distribution may be zero in floating point.
    return rng.expovariate(per_busy_day) if per_busy_day else END
