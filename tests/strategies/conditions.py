"""Conditions of every kind, whose names and types fit what is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from orchestrator.catalog import Type
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Operator,
    Quantifier,
    Ranked,
    Ref,
    Responded,
    Response,
    Scope,
    Since,
    SinceKind,
    Times,
)
from tests.strategies.offer import Offer, of_event, of_lines
from tests.strategies.values import OF_TYPE, durations, of_type

Conditions = tuple[Condition, ...]

_SAME = (Operator.IS, Operator.IS_NOT)
_ONE_OF = (Operator.IN, Operator.NOT_IN)
_ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
_IN_TIME = (Operator.BEFORE, Operator.AFTER)
ONE_VALUE = {
    Type.TEXT: (*_SAME, Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH),
    Type.NUMBER: (*_SAME, *_ORDER),
    Type.BOOLEAN: _SAME,
    Type.DATE: (*_SAME, *_IN_TIME),
    Type.TIME: _IN_TIME,
    Type.TAGS: (Operator.CONTAINS, Operator.NOT_CONTAINS),
}
_TAKE_REFS = (*_SAME, *_ORDER, *_IN_TIME)
_REF_TYPES = (Type.NUMBER, Type.DATE, Type.TIME)
_LISTED = (Type.TEXT, Type.NUMBER)
_BETWEEN = (Type.NUMBER,)


@st.composite
def compares(draw: st.DrawFn, offer: Offer) -> Compare:
    ref, type_ = draw(st.sampled_from(offer.values))
    operators = [*ONE_VALUE[type_], Operator.EXISTS]
    operators += _ONE_OF if type_ in _LISTED else ()
    operators += (Operator.BETWEEN,) if type_ in _BETWEEN else ()
    others = tuple(each for each in offer.of(type_) if each != ref and each.scope is not ref.scope)
    operators += (Operator.SAME_AS,) if others and type_ is not Type.TAGS else ()
    operator = draw(st.sampled_from(operators))
    match operator:
        case Operator.EXISTS:
            return Compare(ref, operator, draw(st.booleans()))
        case Operator.SAME_AS:
            return Compare(ref, operator, draw(st.sampled_from(others)))
        case Operator.IN | Operator.NOT_IN:
            several = st.lists(OF_TYPE[type_], min_size=1, max_size=4, unique=True)
            return Compare(ref, operator, tuple(draw(several)))
        case Operator.BETWEEN:
            low, high = draw(st.integers(0, 500)), draw(st.integers(501, 9000))
            return Compare(ref, operator, (low, high))
        case _:
            takes_ref = type_ in _REF_TYPES and operator in _TAKE_REFS and ref.scope in _LIVE
            return Compare(ref, operator, draw(of_type(type_, others if takes_ref else ())))


_LIVE = (Scope.CUSTOMER, Scope.TRIGGER, Scope.AWAITED)


def _tests(offer: Offer) -> st.SearchStrategy[Conditions]:
    return st.lists(compares(offer), min_size=1, max_size=3).map(tuple)


@st.composite
def wheres(draw: st.DrawFn, offer: Offer, event: str) -> Conditions:
    """Tests of one event's rows, their lines included."""
    found = offer.project.catalog.events[event]
    outer = [each for each in offer.values if each[0].scope is not Scope.LINE]
    rows = replace(offer, values=of_event(found))
    tests: Conditions = draw(_tests(rows))
    if found.items and draw(st.booleans()):
        types = {name: column.type for name, column in found.items.properties.items()}
        lines = replace(offer, values=of_lines(types))
        tests += (Lines(Scope.EVENT, draw(_quantifiers), draw(_tests(lines))),)
    if draw(st.booleans()) and outer:
        tests += tuple(_same_as(outer, rows.values))
    return tests


def _same_as(outer: list[tuple[Ref, Type]], rows: tuple[tuple[Ref, Type], ...]) -> list[Compare]:
    """`sku: {same_as: trigger.sku}` for the first pair that fits."""
    pairs = (
        Compare(ref, Operator.SAME_AS, other)
        for ref, type_ in rows
        for other, other_type in outer
        if type_ is other_type and other.scope is Scope.TRIGGER and other.name == ref.name
    )
    return [*pairs][:1]


_quantifiers = st.sampled_from(tuple(Quantifier))


@st.composite
def dids(draw: st.DrawFn, offer: Offer, *, awaited: bool = False) -> Did:
    event = draw(st.sampled_from(sorted(offer.project.catalog.events)))
    did = Did(event, where=draw(st.just(()) | wheres(offer, event)))
    if awaited:
        return did
    did = replace(did, negated=draw(st.booleans()), within=draw(st.none() | durations))
    did = replace(did, since=draw(st.none() | _sinces(offer)))
    numbers = [
        ref
        for ref, type_ in of_event(offer.project.catalog.events[event])
        if type_ is Type.NUMBER and ref.name != "key"
    ]
    if draw(st.booleans()) and numbers:
        ref, operator = draw(st.sampled_from(numbers)), draw(st.sampled_from(_ORDER))
        return replace(did, sums=(Compare(ref, operator, draw(OF_TYPE[Type.NUMBER])),))
    times = draw(st.sampled_from(Times))
    return replace(did, times=times, count=draw(st.integers(1, 12)))


def _sinces(offer: Offer) -> st.SearchStrategy[Since]:
    kinds = [SinceKind.EVER]
    inside = (SinceKind.TRIGGER, SinceKind.ENTRY, SinceKind.MESSAGE)
    kinds += inside if offer.is_inside else ()
    plain = st.builds(Since, st.sampled_from(kinds))
    if not (offer.is_inside and offer.sends):
        return plain
    return plain | st.builds(Since, st.just(SinceKind.STEP), st.sampled_from(offer.sends))


@st.composite
def responses(draw: st.DrawFn, offer: Offer) -> Responded:
    response, negated = draw(st.sampled_from(Response)), draw(st.booleans())
    within = draw(st.none() | durations)
    if offer.is_inside and offer.sends and draw(st.booleans()):
        return Responded(response, draw(st.sampled_from(offer.sends)), None, within, negated)
    step, of_any = draw(st.none() | st.just("hello")), draw(st.booleans())
    if of_any and step is None and within is not None:
        return Responded(response, None, None, within, negated)
    return Responded(response, step, "welcome", within, negated)


@st.composite
def rankings(draw: st.DrawFn, offer: Offer) -> Ranked:
    values = [
        ref
        for ref in offer.of(Type.NUMBER, Type.DATE, Type.TIME)
        if ref.scope is Scope.CUSTOMER and ref.record is None
    ]
    start, end = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True)))
    among = draw(st.none() | st.sampled_from(sorted(offer.project.segments)))
    return Ranked(draw(st.sampled_from(values)), float(start), float(end), among)


@st.composite
def trigger_lines(draw: st.DrawFn, offer: Offer) -> Lines:
    lines = replace(offer, values=of_lines(offer.trigger_lines or {}))
    return Lines(Scope.TRIGGER, draw(_quantifiers), draw(_tests(lines)))


_GROUPS: tuple[type[AllOf | AnyOf | NoneOf], ...] = (AllOf, AnyOf, NoneOf)


Leaf = Callable[[Offer], st.SearchStrategy[Condition]]


# Not st.recursive: it writes out every strategy's arguments as text, and an offer is long.
@st.composite
def conditions(draw: st.DrawFn, offer: Offer, depth: int = 2) -> Condition:
    """One condition of any kind that the place allows."""
    leaves: list[Leaf] = [compares, rankings, dids, responses, memberships]
    leaves += [trigger_lines] if offer.trigger_lines else []
    if depth and draw(st.integers(0, 3)) == 0:
        inner = st.lists(conditions(offer, depth - 1), min_size=1, max_size=3)
        return draw(st.sampled_from(_GROUPS))(tuple(draw(inner)))
    return draw(draw(st.sampled_from(leaves))(offer))


def memberships(offer: Offer) -> st.SearchStrategy[InSegment]:
    return st.builds(InSegment, st.sampled_from(sorted(offer.project.segments)), st.booleans())


def many(offer: Offer, least: int = 0) -> st.SearchStrategy[Conditions]:
    return st.lists(conditions(offer), min_size=least, max_size=2).map(tuple)
