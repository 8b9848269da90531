"""Customers of every kind, and whether they meet a condition, by its plain meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Catalog,
    Column,
    ColumnAttribute,
    Customers,
    Table,
    Type,
)
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    Scope,
    Times,
)
from orchestrator.model import Segment
from orchestrator.parse import Names
from orchestrator.rules.logic import Known

COUNTRY, MEMBER = Ref(Scope.CUSTOMER, "country"), Ref(Scope.CUSTOMER, "is_member")
SPENT, ORDERS = Ref(Scope.CUSTOMER, "spent"), Ref(Scope.CUSTOMER, "orders")
MONTH, QUARTER = timedelta(days=30), timedelta(days=90)
VIP = Segment("vip", (Compare(SPENT, Operator.AT_LEAST, 10),))
CATALOG = Catalog(
    Customers(
        Table("customers"),
        Column("id"),
        attributes={
            "country": ColumnAttribute(Column("country")),
            "is_member": ColumnAttribute(Column("is_member", Type.BOOLEAN)),
            "spent": ColumnAttribute(Column("spent", Type.NUMBER)),
            "orders": AggregateAttribute(Aggregate.COUNT, "bought"),
        },
    )
)
KNOWN = Known(Names.of(CATALOG), {"vip": VIP})


@dataclass(frozen=True)
class Customer:
    country: str | None
    is_member: bool | None
    spent: float | None
    bought: tuple[float, float, float]
    """Within a month, within a quarter, ever."""


BOUGHT = [(m, q, e) for m, q, e in product(range(3), repeat=3) if m <= q <= e]
CUSTOMERS = [
    Customer(*each)
    for each in product((None, "SE", "NO", "DK"), (None, True, False), (None, 0, 5, 10, 15), BOUGHT)
]


def holds(condition: Condition, of: Customer) -> bool:
    match condition:
        case AllOf():
            return all(holds(each, of) for each in condition.conditions)
        case AnyOf():
            return any(holds(each, of) for each in condition.conditions)
        case NoneOf():
            return not any(holds(each, of) for each in condition.conditions)
        case InSegment():
            return (of.spent is not None and of.spent >= 10) is not condition.negated
        case Did():
            return did(condition, of) is not condition.negated
        case Compare():
            return passes(condition, of)
        case _:
            raise AssertionError(condition)


def did(condition: Did, of: Customer) -> bool:
    count = of.bought[(MONTH, QUARTER, None).index(condition.within)]
    match condition.times:
        case Times.AT_LEAST:
            return count >= condition.count
        case Times.AT_MOST:
            return count <= condition.count
        case Times.EXACTLY:
            return count == condition.count


def passes(test: Compare, of: Customer) -> bool:
    value: Any = of.bought[2] if test.ref is ORDERS else getattr(of, test.ref.name)
    wanted: Any = test.value
    if test.operator is Operator.EXISTS:
        return (value is not None) is wanted
    if value is None:
        return test.operator in (Operator.IS_NOT, Operator.NOT_IN, Operator.NOT_CONTAINS)
    plain: dict[Operator, Callable[[], object]] = {
        Operator.IS: lambda: value == wanted,
        Operator.IS_NOT: lambda: value != wanted,
        Operator.IN: lambda: value in wanted,
        Operator.NOT_IN: lambda: value not in wanted,
        Operator.AT_LEAST: lambda: value >= wanted,
        Operator.AT_MOST: lambda: value <= wanted,
        Operator.MORE_THAN: lambda: value > wanted,
        Operator.LESS_THAN: lambda: value < wanted,
        Operator.BETWEEN: lambda: wanted[0] <= value <= wanted[1],
        Operator.CONTAINS: lambda: wanted.lower() in value.lower(),
        Operator.NOT_CONTAINS: lambda: wanted.lower() not in value.lower(),
        Operator.STARTS_WITH: lambda: value.lower().startswith(wanted.lower()),
    }
    return bool(plain[test.operator]())
