"""`top`, `bottom` and `between_ranks`: where a customer stands among all, or among a segment.

The cut at a share is the value of the last customer inside it: of 7 ranked ones the top 20 % are the
two with the highest values, so the cut is the second highest value. Who ties with it is inside.
Ranges that follow each other (0-20, 20-80, 80-100) share everybody out, nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import FromClause, Select, and_, func, select

from orchestrator.compiler.expressions.membership import is_member
from orchestrator.compiler.expressions.place import Judge, Place
from orchestrator.compiler.expressions.values import attribute, read
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import Ranked
from orchestrator.program import Asked, Statement, instant
from orchestrator.tables import Sql, as_it_is


def ranked(condition: Ranked, place: Place, judge: Judge) -> Sql:
    value, _ = read(condition.ref, place)
    tests: list[Sql] = [value.is_not(None)]
    everybody = _everybody(condition, place, judge)
    if condition.start > 0:
        tests.append(value < _cut(condition.start, condition, everybody))
    if condition.end < 100:  # noqa: PLR2004 - per cent
        tests.append(value >= _cut(condition.end, condition, everybody))
    if condition.among is not None:
        tests.append(is_member(condition.among, place, judge))
    return and_(*tests)


@dataclass(frozen=True)
class _Everybody:
    """All customers who are ranked, whoever is being judged."""

    customers: FromClause
    value: Sql
    tests: Sequence[Sql]


def _everybody(condition: Ranked, place: Place, judge: Judge) -> _Everybody:
    sources: Sources = place.sources
    customers = sources.customers()
    everybody = Place(sources, place.segments, sources.customer_key(customers), customers=customers)
    value, _ = attribute(condition.ref.name, everybody)
    tests = [*sources.exists_by_now(customers, instant()), value.is_not(None)]
    if condition.among is not None:
        tests.append(is_member(condition.among, everybody, judge))
    return _Everybody(customers, value, tests)


def _cut(share: float, condition: Ranked, everybody: _Everybody) -> Sql:
    """The lowest value inside the share; null where nobody is ranked.

    Asked for before, as it is the same for everybody: once a statement, and not within it.
    """
    among = condition.among
    question = Statement.of(
        f"Where the top {share:g} %{f' of {among}' if among else ''} by {condition.ref.name} ends.",
        _lowest_in(share, everybody),
    )
    name = f"top_{share:.15g}{f'_of_{among}' if among else ''}_by_{condition.ref.name}"
    return Asked(name.replace(".", "_"), question)


def _lowest_in(share: float, everybody: _Everybody) -> Select[Any]:
    ranked_ones = select().select_from(everybody.customers).where(*everybody.tests)
    number = ranked_ones.add_columns(func.count()).correlate(None).scalar_subquery()
    part = Fraction(str(share)) / 100
    # Whole numbers only: ceil(number * part) - 1, and 0 where nobody is ranked.
    above = (number * part.numerator - 1) // part.denominator
    value = as_it_is(everybody.value).label("value")
    highest = ranked_ones.add_columns(value).order_by(everybody.value.desc())
    return highest.limit(1).offset(above)
