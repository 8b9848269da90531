"""What the shop writes between ticks: late, early, out of order, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.oracle.books import Edit, Happening, Reply, Row, Stop, Value
from tests.oracle.generate.chance import DAYS, DURATIONS, HOURS, QUARTER, ZONES, Chance

_NOWHERE = "Mars/Base"
_EMAILS = ("c{}@shop.example", "refused{}@shop.example", "silent{}@shop.example")
_PRODUCTS = ("A", "B", "C")


@dataclass
class Historian:
    chance: Chance
    customers: int
    numbers: dict[str, int] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    def opening(self, now: datetime) -> Iterator[Happening]:
        """The shop as it is when the first flow ticks."""
        for sku in _PRODUCTS:
            yield Edit("products", sku, self._product())
        for key in range(1, self.customers + 1):
            if self.chance.is_so(0.9):
                yield self._customer(key, now, now - 30 * DAYS)
        for key in range(1, 5):
            if self.chance.is_so(0.7):
                yield Edit("subscriptions", key, self._subscription(now))
        for _ in range(self.chance.number(2, 12)):
            yield from self._anything(now - self.chance.one_of((HOURS, DAYS, 10 * DAYS)), now)

    def between(self, low: datetime, now: datetime) -> Iterator[Happening]:
        chance = self.chance
        for key in range(1, self.customers + 1):
            if key not in self.known and chance.is_so(0.3):
                yield self._customer(key, now, low)
        for _ in range(chance.number(2, 10)):
            yield from self._anything(low, now)
        if chance.is_so(0.4):
            yield from self._change(now)
        if chance.is_so(0.35):
            at = self._at(low, now)
            kind = chance.weighed((("opened", 3), ("Clicked", 2), ("bounced", 1)))
            yield Reply(chance.number(0, 99), kind, at, chance.is_so(0.3))
        if chance.is_so(0.06):
            address = f"c{chance.number(1, self.customers)}@shop.example"
            yield Stop("email", address, chance.one_of(("all", "marketing")), now)

    def _at(self, low: datetime, now: datetime) -> datetime:
        """In between, at the very ends, late, not yet, or a little beside."""
        chance = self.chance
        match chance.weighed(
            (("between", 6), ("now", 2), ("low", 1), ("late", 1.2), ("later", 0.7), ("odd", 0.5))
        ):
            case "now":
                return now
            case "low":
                return low
            case "late":
                return low - chance.one_of((QUARTER, 3 * QUARTER, HOURS, 5 * QUARTER, DAYS))
            case "later":
                return now + chance.one_of((QUARTER, HOURS, DAYS))
            case "odd":
                return chance.between(low, now) - timedelta(milliseconds=chance.one_of((1, 250)))
            case _:
                return chance.between(low, now)

    def _new(self, table: str) -> int:
        # Keys of two digits among such of one: their order as text is another.
        self.numbers[table] = self.numbers.get(table, 6) + 1
        return self.numbers[table]

    def _whose(self) -> Value:
        return self.chance.weighed(
            ((self.chance.number(1, self.customers), 40), (None, 1), (99, 1))
        )

    def _anything(self, low: datetime, now: datetime) -> Iterator[Happening]:
        at = self._at(low, now)
        match self.chance.weighed(
            (("order", 5), ("cart", 3), ("rating", 2), ("refund", 1), ("subscription", 1.6))
        ):
            case "order":
                yield from self._order(at, now)
            case "cart":
                key = self.chance.number(1, 4)
                yield Edit("carts", key, self._cart(key, at))
            case "rating":
                yield Edit("ratings", self._new("ratings"), self._rating(at))
            case "refund":
                yield Edit("refunds", self._new("refunds"), self._refund(at))
            case _:
                key = self.chance.number(1, 4)
                yield Edit("subscriptions", key, self._subscription(now))

    def _customer(self, key: int, now: datetime, since: datetime) -> Edit:
        chance = self.chance
        self.known.add(key)
        created = chance.weighed(((since - 100 * DAYS, 5), (self._at(since, now), 3), (None, 0.3)))
        row: Row = {
            "email": self._email(key),
            "phone": chance.weighed(
                ((f"+4673{key:07}", 5), (f"+4670{key:07}", 1), (f"+4671{key:07}", 1), (None, 1))
            ),
            "first_name": chance.one_of(("Ann", "Bo", None)),
            "nickname": chance.one_of(("nils", "nilsson", "Nils", "a%b", None)),
            "country": chance.one_of(("SE", "SE", "NO", "DK", None)),
            "language": chance.one_of(("sv", "en", None)),
            "timezone": chance.one_of((*ZONES, None, _NOWHERE)),
            "accepts_email": chance.weighed(((True, 8), (False, 1), (None, 1))),
            "accepts_sms": chance.weighed(((True, 5), (False, 1), (None, 1))),
            "is_vip": chance.one_of((True, False, None)),
            "points": chance.one_of((0, 1, 2, 2.5, 10, 100, None)),
            "birth_date": self._birthday(now),
            "seen_at": self._maybe_at(now),
            "seen_iso": self._maybe_at(now),
            "seen_epoch": self._maybe_at(now),
            "created_at": created,
        }
        return Edit("customers", key, row)

    def _email(self, key: int) -> str | None:
        chance = self.chance
        plain = f"c{key}@shop.example"
        others = [f"{word}{key}@shop.example" for word in ("refused", "silent", "later")]
        return chance.weighed(
            (
                (plain, 14),
                (f" C{key}@shop.example ", 1),
                (chance.one_of(others), 3),
                (None, 0.6),
                ("", 0.4),
            )
        )

    def _maybe_at(self, now: datetime) -> datetime | None:
        if self.chance.is_so(0.25):
            return None
        return self.chance.between(now - 3 * DAYS, now + 3 * DAYS)

    def _birthday(self, now: datetime) -> Value:
        chance = self.chance
        if chance.is_so(0.15):
            return None
        if chance.is_so(0.2):
            return now.date().replace(year=1992, month=2, day=29)
        day = chance.day_near(now.date(), 4)
        year = chance.weighed(((1990, 2.0), (day.year, 3.0), (day.year + 1, 0.5)))
        return day.replace(year=year, day=min(day.day, 28))

    def _product(self) -> Row:
        chance = self.chance
        return {
            "name": chance.one_of(("cup", None)),
            "stock": chance.one_of((0, 1, 5, None)),
            "price": chance.one_of((10, 100, None)),
            "lasts_days": chance.one_of((0, 1, 2, 3, None)),
        }

    def _order(self, at: datetime, now: datetime) -> Iterator[Happening]:
        chance, key = self.chance, self._new("orders")
        self.orders.append(key)
        near = chance.day_near(now.date(), 3)
        row: Row = {
            "customer_id": self._whose(),
            "order_no": chance.one_of(("n-1", "n-2", None)),
            "status": chance.weighed((("paid", 6), ("open", 2), ("cancelled", 1), (None, 0.5))),
            "sku": chance.one_of((*_PRODUCTS, "Z", None)),
            "country": chance.one_of(("SE", "NO", None)),
            "total": chance.one_of((0, 10, 99.5, 100, 250, None)),
            "is_gift": chance.one_of((True, False, None)),
            "delivered_on": chance.one_of((near, None)),
            "paid_at": self._maybe_at(now),
            "created_at": at,
        }
        yield Edit("orders", key, row)
        for _ in range(chance.weighed(((0, 2), (1, 2), (2, 1)))):
            line = {
                "order_id": key,
                "sku": chance.one_of((*_PRODUCTS, None)),
                "price": chance.one_of((5, 10, 100, None)),
            }
            yield Edit("order_lines", self._new("order_lines"), line)

    def _cart(self, key: int, at: datetime) -> Row:
        whose = key if self.chance.is_so(0.9) else self._whose()
        return {
            "customer_id": whose,
            "value": self.chance.one_of((0, 10, 100, None)),
            "updated_at": at,
        }

    def _rating(self, at: datetime) -> Row:
        return {
            "customer_id": self._whose(),
            "order_id": self.chance.one_of((*self.orders, None)),
            "stars": self.chance.one_of((1, 2, 5, None)),
            "words": self.chance.one_of(("good", "very good", None)),
            "created_at": at,
        }

    def _refund(self, at: datetime) -> Row:
        return {
            "customer_id": self._whose(),
            "order_id": self.chance.one_of((*self.orders, None)),
            "amount": self.chance.one_of((5, 10, None)),
            "reason": self.chance.one_of(("too big", "broken", None)),
            "created_at": at,
        }

    def _subscription(self, now: datetime) -> Row:
        whose = self._whose()
        day: date | None = self.chance.day_near(now.date(), 3)
        if day is not None and self.chance.is_so(0.3):
            day = day.replace(year=day.year - 2, day=min(day.day, 28))
        day = None if self.chance.is_so(0.07) else day
        plan = self.chance.one_of(("basic", "plus"))
        return {"customer_id": whose, "renews_on": day, "plan": plan}

    def _change(self, now: datetime) -> Iterator[Happening]:
        """A customer, an order or a product becomes another one, or is gone."""
        chance = self.chance
        key = chance.number(1, self.customers)
        match chance.weighed(
            (("customer", 5), ("order", 3), ("product", 2), ("gone", 0.7), ("order gone", 1))
        ):
            case "customer" if key in self.known:
                values = dict(self._customer(key, now, now).values or {})
                values.pop("created_at")
                changed = chance.some_of(sorted(values), 5)
                yield Edit("customers", key, {name: values[name] for name in changed})
            case "order" if self.orders:
                status = chance.one_of(("paid", "cancelled"))
                moved = {"created_at": now - chance.one_of(DURATIONS)} if chance.is_so(0.3) else {}
                yield Edit("orders", chance.one_of(self.orders), {"status": status, **moved})
            case "product":
                sku = chance.one_of(_PRODUCTS)
                yield Edit("products", sku, self._product())
            case "gone" if key in self.known:
                self.known.discard(key)
                yield Edit("customers", key, None)
            case "order gone" if self.orders:
                yield Edit("orders", self.orders.pop(), None)
