"""Any condition as SQL: here the tree, each kind of leaf in a module of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from sqlalchemy import and_, exists, false, func, literal, not_, or_, true

from orchestrator.compiler.expressions.comparing import compare
from orchestrator.compiler.expressions.counting import did, matching
from orchestrator.compiler.expressions.lines import lines
from orchestrator.compiler.expressions.membership import in_segment
from orchestrator.compiler.expressions.place import Place
from orchestrator.compiler.expressions.ranking import ranked
from orchestrator.compiler.expressions.responding import responded
from orchestrator.compiler.mentions import refs_of
from orchestrator.compiler.sources import Rows, among
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Ranked,
    Responded,
    Scope,
)
from orchestrator.tables import Sql


def holds_all(conditions: tuple[Condition, ...], place: Place) -> Sql:
    return and_(true(), *(_condition(each, place) for each in conditions))


def holds_any(conditions: tuple[Condition, ...], place: Place) -> Sql:
    """True or false, never null, so that it can be negated."""
    return or_(false(), *(func.coalesce(_condition(each, place), false()) for each in conditions))


def enrolled(conditions: tuple[Condition, ...], place: Place, *, any_of: bool = False) -> Sql:
    """The conditions for an enrolment's customer: false where that customer has vanished."""
    join = holds_any if any_of else holds_all
    if not _asks_customer(conditions):
        return join(conditions, place)
    customers = place.sources.customers()
    inside = replace(place, customers=customers)
    key = place.sources.customer_key(customers)
    return exists(among(customers, literal(1), key == place.person, join(conditions, inside)))


def rows_of(condition: Did, place: Place) -> tuple[Rows, list[Sql]]:
    """The event's rows that the condition looks at, and the tests of those that count."""
    return matching(condition, place, _condition)


def _asks_customer(conditions: tuple[Condition, ...]) -> bool:
    return any(
        isinstance(each, InSegment | Ranked) or any(ref.scope is Scope.CUSTOMER for ref in refs)
        for each, refs in refs_of(conditions)
    )


def _condition(condition: Condition, place: Place) -> Sql:  # noqa: PLR0911 - one arm a kind
    match condition:
        case Compare():
            return compare(condition, place)
        case Ranked():
            return ranked(condition, place, _condition)
        case Lines():
            return lines(condition, place, _condition)
        case Did():
            return did(condition, place, _condition)
        case Responded():
            return responded(condition, place)
        case InSegment():
            return in_segment(condition, place, _condition)
        case AllOf():
            return holds_all(condition.conditions, place)
        case AnyOf():
            return holds_any(condition.conditions, place)
        case NoneOf():
            return not_(holds_any(condition.conditions, place))
        case _:
            assert_never(condition)
