"""One simple condition as a set of values of one subject, so that conditions can be held together."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import replace

from orchestrator.catalog import Aggregate, AggregateAttribute, Type
from orchestrator.conditions import (
    TAGS,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    Operator,
    Quantifier,
    Ranked,
    Ref,
    Relative,
    Responded,
    Scalar,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.logic.domains import (
    ABOVE_ALL,
    BELOW_ALL,
    YES,
    Cut,
    Domain,
    Intervals,
    Words,
    after,
    before,
    truth,
)

ORDERED = (Type.NUMBER, Type.DATE, Type.TIME)
COUNTED = Intervals.between(before(0), ABOVE_ALL)
ANYTHING = Intervals(((BELOW_ALL, ABOVE_ALL),), null=True)
ANY_WORD = Words(frozenset(), inverted=True, null=True)
SO_OR_NOT = Words(frozenset({True, False}))
SO_OR_NOT_OR_MISSING = replace(SO_OR_NOT, null=True)
RANKS = Intervals.between(before(0), after(100), null=True)


@dataclass(frozen=True)
class Part:
    """A predicate on the text of a value: it holds a word, or starts with one."""

    ref: Ref
    operator: Operator
    word: str

    def holds_of(self, value: object) -> bool:
        text = str(value).lower()
        is_start = self.operator is Operator.STARTS_WITH
        return text.startswith(self.word) if is_start else self.word in text


@dataclass(frozen=True)
class Ago:
    """A moment as it is told from now; it cannot be compared with a day of the calendar."""

    ref: Ref


@dataclass(frozen=True)
class Atom:
    """`subject` has a value of `domain`; it can have no other than those of `universe`."""

    subject: Hashable
    domain: Domain
    universe: Domain


def atom(condition: Condition, names: Names, *, ever: bool) -> Atom:
    """Of a condition that is no group. With `ever` a `did` counts from ever if nothing is said."""
    match condition:
        case Compare():
            return _compare(condition, names)
        case Did() if not condition.sums:
            return _did(condition, ever=ever)
        case Did() | Responded():
            return _yes_or_no(replace(condition, negated=False), holds=not condition.negated)
        case InSegment():
            return _yes_or_no(condition.segment, holds=not condition.negated)
        case Ranked():
            return _ranked(condition)
        case _:
            return _lines(condition)


def _ranked(condition: Ranked) -> Atom:
    low = after(condition.start) if condition.start > 0 else before(0)
    return Atom(
        (condition.ref, condition.among), Intervals.between(low, after(condition.end)), RANKS
    )


def _lines(condition: Condition) -> Atom:
    """Of `any` the opposite is `none`."""
    if isinstance(condition, Lines) and condition.quantifier is not Quantifier.ALL:
        subject = replace(condition, quantifier=Quantifier.ANY)
        return _yes_or_no(subject, holds=condition.quantifier is Quantifier.ANY)
    return _yes_or_no(condition, holds=True)


def _yes_or_no(subject: Hashable, *, holds: bool) -> Atom:
    return Atom(subject, truth(holds=holds), SO_OR_NOT)


def _did(did: Did, *, ever: bool) -> Atom:
    since = did.since or (Since(SinceKind.EVER) if ever else None)
    rows = replace(did, negated=False, times=Times.AT_LEAST, count=1, since=since)
    domain = _counts(did)
    return Atom(rows, domain.complement().meet(COUNTED) if did.negated else domain, COUNTED)


def _counts(did: Did) -> Intervals:
    """Half-open, so that the complement of whole numbers is one of whole numbers."""
    low = did.count if did.times is not Times.AT_MOST else 0
    high = ABOVE_ALL if did.times is Times.AT_LEAST else before(did.count + 1)
    return Intervals.between(before(low), high)


def _compare(compare: Compare, names: Names) -> Atom:
    if compare.operator in (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH):
        return _part(compare)
    values, type_ = _values(compare), names.type_of(compare.ref)
    if any(isinstance(value, Ref) for value in values):
        return _ordered_or_opaque(compare, (compare.ref, compare.value), (0,))
    if any(isinstance(value, Relative) for value in values):
        agos = tuple(-v.ago if isinstance(v, Relative) else v for v in values)
        return _ordered_or_opaque(compare, Ago(compare.ref), agos)
    if type_ in (Type.TEXT, Type.BOOLEAN):
        universe = SO_OR_NOT_OR_MISSING if type_ is Type.BOOLEAN else ANY_WORD
        domain = _words(compare)
        return Atom(compare.ref, domain, universe) if domain else _opaque(compare)
    return _number(compare, values, names) if type_ in ORDERED else _opaque(compare)


def _number(compare: Compare, values: tuple[object, ...], names: Names) -> Atom:
    counted = _counted(compare.ref, names)
    if counted and all(isinstance(value, int | float) for value in values):
        return _whole(compare, counted, values)
    return _ordered_or_opaque(compare, compare.ref, values, _universe(compare.ref, names))


def _counted(ref: Ref, names: Names) -> Did | None:
    """What an attribute counts: it says the same as a `did` of that event."""
    if ref.scope is not Scope.CUSTOMER or ref.record is not None or names.catalog is None:
        return None
    attribute = names.catalog.customers.attributes.get(ref.name)
    if not isinstance(attribute, AggregateAttribute) or attribute.aggregate is not Aggregate.COUNT:
        return None
    return Did(attribute.event, since=Since(SinceKind.EVER))


def _whole(compare: Compare, rows: Did, values: tuple[object, ...]) -> Atom:
    """A count is a whole number: between two and three there is none."""
    found = _ordered(compare.operator, values)
    if found is None:
        return _opaque(compare)
    parts = ((_whole_cut(low), _whole_cut(high)) for low, high in found.parts)
    whole = Intervals(tuple((low, high) for low, high in parts if low < high), found.null)
    return Atom(rows, whole, COUNTED)


def _whole_cut(cut: Cut) -> Cut:
    """The same cut half-open, before a whole number, as those of a `did` are."""
    where, value, is_after = cut
    if where:
        return cut
    return before(math.floor(value) + 1 if is_after else math.ceil(value))


def _part(compare: Compare) -> Atom:
    universe = SO_OR_NOT if compare.ref.name == TAGS else SO_OR_NOT_OR_MISSING
    is_denied = compare.operator is Operator.NOT_CONTAINS
    operator = Operator.CONTAINS if is_denied else compare.operator
    part = Part(compare.ref, operator, str(compare.value).lower())
    # A missing text does not contain the word either.
    return Atom(part, YES.complement() if is_denied else YES, universe)


def _ordered_or_opaque(
    compare: Compare,
    subject: Hashable,
    values: tuple[object, ...],
    universe: Domain = ANYTHING,
) -> Atom:
    """Two values: the difference is nought where they are the same. Mixed types have no order."""
    try:
        domain = _ordered(compare.operator, values)
    except TypeError:
        domain = None
    return Atom(subject, domain, universe) if domain else _opaque(compare)


def _opaque(compare: Compare) -> Atom:
    return Atom(compare, truth(holds=True), SO_OR_NOT_OR_MISSING)


def _values(compare: Compare) -> tuple[Scalar, ...]:
    return compare.value if isinstance(compare.value, tuple) else (compare.value,)


def _universe(ref: Ref, names: Names) -> Domain:
    """All that the value can be: a count is there, and is not below nought."""
    if ref.scope is Scope.TRIGGER and ref.record is None and ref.name == "nth":
        return Intervals.between(before(1), ABOVE_ALL)
    return COUNTED if _counted(ref, names) else ANYTHING


def _words(compare: Compare) -> Domain | None:
    """A missing value passes `is_not` and `not_in`, and nothing else."""
    values = frozenset(_values(compare))
    match compare.operator:
        case Operator.IS | Operator.IN:
            return Words(values)
        case Operator.IS_NOT | Operator.NOT_IN:
            return Words(values).complement()
        case Operator.EXISTS:
            there = Words(frozenset(), inverted=True)
            return there if compare.value is True else there.complement()
        case _:
            return None


def _ordered(operator: Operator, values: tuple[object, ...]) -> Intervals | None:
    match operator:
        case Operator.EXISTS:
            there = Intervals(((BELOW_ALL, ABOVE_ALL),))
            return there if values[0] is True else there.complement()
        case Operator.IN | Operator.IS | Operator.SAME_AS:
            return _points(values)
        case Operator.NOT_IN | Operator.IS_NOT:
            return _points(values).complement()
        case Operator.BETWEEN:
            return Intervals.between(before(values[0]), after(values[-1]))
        case _:
            return _half(operator, values[0])


def _half(operator: Operator, value: object) -> Intervals | None:
    """What lies on one side of a value."""
    ends = {
        Operator.AT_LEAST: (before(value), ABOVE_ALL),
        Operator.MORE_THAN: (after(value), ABOVE_ALL),
        Operator.AFTER: (after(value), ABOVE_ALL),
        Operator.AT_MOST: (BELOW_ALL, after(value)),
        Operator.LESS_THAN: (BELOW_ALL, before(value)),
        Operator.BEFORE: (BELOW_ALL, before(value)),
    }
    return Intervals.between(*ends[operator]) if operator in ends else None


def _points(values: tuple[object, ...]) -> Intervals:
    return Intervals(tuple((before(value), after(value)) for value in sorted({*values})))  # type: ignore[type-var]
