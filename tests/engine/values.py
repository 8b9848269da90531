"""Customers with a value of every type, the tests one can put them to, and plain Python's answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

NOW = "2026-03-01 12:00"
Answer: TypeAlias = Callable[[Any], bool]


class Person(NamedTuple):
    """A customer's attributes, or equally the properties of its only order."""

    text: str | None
    number: float | None
    boolean: bool | None
    date: str | None
    time: str | None


PEOPLE = tuple(
    Person(*each)
    for each in (
        ("SE", 10, True, "2026-03-01", "2026-03-01 12:00:00"),
        ("se", 10.5, False, "2026-02-28", "2026-03-01 11:59:59"),
        ("", 0, None, "2025-05-05", "2026-02-28 23:00:00"),
        (None, None, None, None, None),
        ("Å re", -1, True, "2026-03-02", "2026-02-28 22:59:59"),
        ("a%b_c", 0.1, False, "1990-02-28", "2026-02-27 12:00:00"),
        ("O'Brien: now", 2_500_000_000, True, "1990-02-28", "2026-03-01 12:00:01"),
        ("axbyc", 9.99, None, "2025-03-02", "2026-01-30 00:00:00"),
        ("10", 100, False, "2025-03-01", None),
    )
)


class Case(NamedTuple):
    kind: str
    test: str
    """In YAML, as it stands behind the name."""
    holds: Answer
    """For a value that is there; for None see `of_null`."""
    of_null: bool = False

    def answer(self, person: Person) -> bool:
        value = getattr(person, self.kind)
        return self.of_null if value is None else bool(self.holds(value))


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ago(**length: float) -> datetime:
    return at(NOW) - timedelta(**length)


CASES = (
    Case("text", "SE", lambda v: v == "SE"),
    Case("text", "10", lambda v: v == "10"),
    Case("text", "{is: 'O''Brien: now'}", lambda v: v == "O'Brien: now"),
    Case("text", "[SE, '10', 'a%b_c']", lambda v: v in ("SE", "10", "a%b_c")),
    Case("text", "{is_not: SE}", lambda v: v != "SE", of_null=True),
    Case("text", "{not_in: [SE, se]}", lambda v: v not in ("SE", "se"), of_null=True),
    Case("text", "{contains: b}", lambda v: "b" in v),
    Case("text", "{contains: '%'}", lambda v: "%" in v),
    Case("text", "{contains: _}", lambda v: "_" in v),
    Case("text", "{contains: ': now'}", lambda v: ": now" in v),
    Case("text", "{contains: Å}", lambda v: "Å" in v),
    Case("text", "{not_contains: b}", lambda v: "b" not in v, of_null=True),
    Case("text", "{not_contains: '%'}", lambda v: "%" not in v, of_null=True),
    Case("text", "{starts_with: S}", lambda v: v.startswith("S")),
    Case("text", "{starts_with: 'a%'}", lambda v: v.startswith("a%")),
    Case("text", "{starts_with: 'Å r'}", lambda v: v.startswith("Å r")),
    Case("text", "{exists: true}", lambda _: True),
    Case("text", "{exists: false}", lambda _: False, of_null=True),
    Case("text", "{starts_with: S, is_not: SE}", lambda _: False),
    Case("number", "10", lambda v: v == 10),
    Case("number", "0.1", lambda v: v == 0.1),
    Case("number", "[0, 9.99, 2500000000]", lambda v: v in (0, 9.99, 2_500_000_000)),
    Case("number", "{is_not: 10}", lambda v: v != 10, of_null=True),
    Case("number", "{not_in: [10, 100]}", lambda v: v not in (10, 100), of_null=True),
    Case("number", "{at_least: 10}", lambda v: v >= 10),
    Case("number", "{at_most: 9.99}", lambda v: v <= 9.99),
    Case("number", "{more_than: 10}", lambda v: v > 10),
    Case("number", "{less_than: 0}", lambda v: v < 0),
    Case("number", "{more_than: 2147483648}", lambda v: v > 2_147_483_648),
    Case("number", "{between: [0, 10]}", lambda v: 0 <= v <= 10),
    Case("number", "{between: [-1, 9.99], is_not: 0}", lambda v: -1 <= v <= 9.99 and v != 0),
    Case("number", "{exists: true}", lambda _: True),
    Case("number", "{exists: false}", lambda _: False, of_null=True),
    Case("boolean", "true", lambda v: v),
    Case("boolean", "false", lambda v: not v),
    Case("boolean", "{is: true}", lambda v: v),
    Case("boolean", "{is_not: true}", lambda v: not v, of_null=True),
    Case("boolean", "{is_not: false}", lambda v: v, of_null=True),
    Case("boolean", "{exists: true}", lambda _: True),
    Case("boolean", "{exists: false}", lambda _: False, of_null=True),
    Case("date", "2026-03-01", lambda v: v == "2026-03-01"),
    Case("date", "[2026-03-01, 1990-02-28]", lambda v: v in ("2026-03-01", "1990-02-28")),
    Case("date", "{is_not: 2026-03-01}", lambda v: v != "2026-03-01", of_null=True),
    Case("date", "{not_in: [2026-03-01]}", lambda v: v != "2026-03-01", of_null=True),
    Case("date", "{before: 2026-03-01}", lambda v: v < "2026-03-01"),
    Case("date", "{after: 2026-03-01}", lambda v: v > "2026-03-01"),
    Case(
        "date", "{between: [2026-02-28, 2026-03-01]}", lambda v: "2026-02-28" <= v <= "2026-03-01"
    ),
    Case("date", "{before: 365 days ago}", lambda v: day(v) < ago(days=365).date()),
    Case("date", "{after: 364 days ago}", lambda v: day(v) > ago(days=364).date()),
    Case("date", "{before: in 1 day}", lambda v: day(v) < ago(days=-1).date()),
    Case("date", "{after: in 12 hours}", lambda v: day(v) > ago(hours=-12).date()),
    Case("date", "{exists: false}", lambda _: False, of_null=True),
    # A day begins in the project's zone: Stockholm, an hour ahead of UTC.
    Case("time", "{before: 2026-03-01}", lambda v: at(v) < at("2026-02-28 23:00")),
    Case("time", "{after: 2026-02-28}", lambda v: at(v) >= at("2026-02-28 23:00")),
    Case("time", "{before: 2026-03-01 13:00}", lambda v: at(v) < at(NOW)),
    Case("time", "{after: 2026-03-01 12:59:59}", lambda v: at(v) > at("2026-03-01 11:59:59")),
    Case(
        "time",
        "{between: [2026-02-28, 2026-02-28]}",
        lambda v: at("2026-02-27 23:00") <= at(v) < at("2026-02-28 23:00"),
    ),
    Case(
        "time",
        "{between: [2026-03-01 00:00, 2026-03-01 13:00]}",
        lambda v: at("2026-02-28 23:00") <= at(v) <= at(NOW),
    ),
    Case("time", "{before: 1 minute ago}", lambda v: at(v) < ago(minutes=1)),
    Case("time", "{after: 2 days ago}", lambda v: at(v) > ago(days=2)),
    Case("time", "{before: in 1 minute}", lambda v: at(v) < ago(minutes=-1)),
    Case("time", "{exists: true}", lambda _: True),
    Case("time", "{exists: false}", lambda _: False, of_null=True),
)
