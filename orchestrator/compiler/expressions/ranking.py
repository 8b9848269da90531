"""`top`, `bottom` and `between_ranks`: where a customer stands among all, or among a segment.

The cut at a share is the value of the last customer inside it: of 7 ranked ones the top 20 % are the
two with the highest values, so the cut is the second highest value. Who ties with it is inside.
Ranges that follow each other (0-20, 20-80, 80-100) share everybody out, nobody twice.
"""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import FromClause, and_, func, select

from orchestrator.compiler.expressions.membership import is_member
from orchestrator.compiler.expressions.place import Judge, Place
from orchestrator.compiler.expressions.values import attribute, read
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import Ranked
from orchestrator.program import instant
from orchestrator.tables import Sql


def ranked(condition: Ranked, place: Place, judge: Judge) -> Sql:
    value, _ = read(condition.ref, place)
    tests: list[Sql] = [value.is_not(None)]
    if condition.start > 0:
        tests.append(value < _cut(condition.start, condition, place, judge))
    if condition.end < 100:  # noqa: PLR2004 - per cent
        tests.append(value >= _cut(condition.end, condition, place, judge))
    if condition.among is not None:
        tests.append(is_member(condition.among, place, judge))
    return and_(*tests)


def _cut(share: float, condition: Ranked, place: Place, judge: Judge) -> Sql:
    """The lowest value inside the share; null where nobody is ranked."""
    customers, _, tests = _ranked(condition, place, judge)
    number = select(func.count()).select_from(customers).where(*tests).correlate(None)
    part = Fraction(str(share)) / 100
    # Whole numbers only: ceil(number * part) - 1, and 0 where nobody is ranked.
    above = (number.scalar_subquery() * part.numerator - 1) // part.denominator
    customers, value, tests = _ranked(condition, place, judge)
    ordered = value.label("value")
    highest = select(ordered).select_from(customers).where(*tests).order_by(ordered.desc())
    return highest.limit(1).offset(above).correlate(None).scalar_subquery()


def _ranked(condition: Ranked, place: Place, judge: Judge) -> tuple[FromClause, Sql, list[Sql]]:
    """All customers who are ranked, whoever is being judged."""
    sources: Sources = place.sources
    customers = sources.customers()
    everybody = Place(sources, place.segments, sources.customer_key(customers), customers=customers)
    value, _ = attribute(condition.ref.name, everybody)
    tests = [*sources.exists_by_now(customers, instant()), value.is_not(None)]
    if condition.among is not None:
        tests.append(is_member(condition.among, everybody, judge))
    return customers, value, tests
