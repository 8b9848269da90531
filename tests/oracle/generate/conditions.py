"""Conditions of every kind, with values that some customers meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date

from orchestrator.catalog import Event, Type
from orchestrator.conditions import (
    TAGS,
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
    Relative,
    Responded,
    Response,
    Scalar,
    Scope,
    Since,
    SinceKind,
    Times,
)
from tests.oracle.generate.chance import DAYS, DURATIONS, HOURS, Chance
from tests.oracle.generate.offer import TEXTS, Offer, Values, of_event, of_lines

Conditions = tuple[Condition, ...]

_ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
_SAME = (Operator.IS, Operator.IS_NOT)
_LISTED = (Operator.IN, Operator.NOT_IN)
_IN_TEXT = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH)
_IN_TIME = (Operator.BEFORE, Operator.AFTER)
_OPERATORS = {
    Type.TEXT: (*_SAME, *_LISTED, *_IN_TEXT, Operator.SAME_AS, Operator.EXISTS),
    Type.NUMBER: (
        *_SAME,
        *_ORDER,
        *_ORDER,
        *_LISTED,
        Operator.BETWEEN,
        Operator.SAME_AS,
        Operator.EXISTS,
    ),
    Type.BOOLEAN: (*_SAME, Operator.SAME_AS, Operator.EXISTS),
    Type.DATE: (*_SAME, *_IN_TIME, *_IN_TIME, Operator.SAME_AS, Operator.EXISTS),
    Type.TIME: (*_IN_TIME, *_IN_TIME, Operator.SAME_AS, Operator.EXISTS),
    Type.TAGS: (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.EXISTS),
}
_TAKE_REFS = (*_SAME, *_ORDER, *_IN_TIME)
_NUMBERS = (0, 1, 2, 3, 5, 10, 100, 250)
TAG_WORDS = ("keen", "asked", "silent")


def compare(chance: Chance, offer: Offer, values: Values | None = None) -> Compare:
    ref, kind = chance.one_of(values or offer.values)
    return compare_this(chance, offer, ref, kind)


def compare_this(chance: Chance, offer: Offer, ref: Ref, kind: Type) -> Compare:
    operator = chance.one_of(_OPERATORS[kind])
    others = [each for each in offer.of(kind) if each != ref and each.scope is not ref.scope]
    if operator is Operator.SAME_AS:
        if not others:
            return Compare(ref, Operator.EXISTS, value=True)
        same_name = [each for each in others if each.name == ref.name]
        return Compare(ref, operator, chance.one_of(same_name or others))
    if operator is Operator.EXISTS:
        return Compare(ref, operator, chance.is_so(0.6))
    if operator in _LISTED:
        several = [constant(chance, offer, ref, kind) for _ in range(chance.number(1, 3))]
        return Compare(ref, operator, tuple(several))
    if operator is Operator.BETWEEN:
        low, high = sorted((chance.one_of(_NUMBERS), chance.one_of(_NUMBERS)))
        return Compare(ref, operator, (low, high))
    return Compare(ref, operator, _value(chance, offer, ref, kind, operator))


def _value(chance: Chance, offer: Offer, ref: Ref, kind: Type, operator: Operator) -> Scalar:
    in_time = (Type.DATE, Type.TIME)
    kinds = in_time if kind in in_time else (kind,)
    others = [each for each in offer.of(*kinds) if each.scope is not ref.scope]
    takes_ref = kind in (Type.NUMBER, *in_time) and operator in _TAKE_REFS
    if takes_ref and others and ref.scope is not Scope.LINE and chance.is_so(0.2):
        return chance.one_of(others)
    return constant(chance, offer, ref, kind)


def constant(chance: Chance, offer: Offer, ref: Ref, kind: Type) -> Scalar:
    match kind:
        case Type.TEXT:
            return chance.one_of(TEXTS[ref.name])
        case Type.NUMBER:
            return chance.one_of(_NUMBERS)
        case Type.BOOLEAN:
            return chance.is_so(0.5)
        case Type.TAGS:
            return chance.one_of(TAG_WORDS)
        case _:
            return _time(chance, offer, kind)


def _time(chance: Chance, offer: Offer, kind: Type) -> Scalar:
    if chance.is_so(0.5):
        ago = chance.one_of((-2 * DAYS, -HOURS, 6 * HOURS, DAYS, 3 * DAYS, 30 * DAYS))
        return Relative(ago)
    near = offer.now + chance.number(-3, 3) * DAYS
    as_day = kind is Type.DATE or chance.is_so(0.5)
    return date(near.year, near.month, near.day) if as_day else near.astimezone(UTC)


def where(chance: Chance, offer: Offer, event: Event) -> Conditions:
    values = of_event(event)
    tests: list[Condition] = [
        compare(chance, offer, values) for _ in range(chance.weighed(((1, 3), (2, 1))))
    ]
    if event.items and chance.is_so(0.25):
        tests.append(lines(chance, offer, event, Scope.EVENT))
    named = [ref for ref in offer.of(Type.TEXT, Type.NUMBER) if ref.scope is Scope.TRIGGER]
    pairs = [(ref, each) for ref, _ in values for each in named if each.name == ref.name]
    if pairs and chance.is_so(0.4):
        tests = [Compare(pairs[0][0], Operator.SAME_AS, pairs[0][1])]
    return tuple(tests)


def lines(chance: Chance, offer: Offer, event: Event, scope: Scope) -> Lines:
    tests = compare(chance, replace(offer, values=()), of_lines(event))
    return Lines(scope, chance.one_of(tuple(Quantifier)), (tests,))


def did(chance: Chance, offer: Offer, event: str | None = None, *, plain: float = 0.5) -> Did:
    name = event or chance.weighed(
        (("placed_order", 4), ("rated_order", 2), ("refunded", 1), ("cart_updated", 1))
    )
    found = offer.project.catalog.events[name]
    asked = Did(name)
    if chance.is_so(0.35):
        asked = replace(asked, where=where(chance, offer, found))
    if chance.is_so(plain):
        return asked
    asked = replace(asked, since=since(chance, offer))
    if chance.is_so(0.3):
        asked = replace(asked, within=chance.one_of(DURATIONS))
    numbers = [ref for ref, kind in of_event(found) if kind is Type.NUMBER]
    if chance.is_so(0.25) and numbers:
        test = Compare(chance.one_of(numbers), chance.one_of(_ORDER), chance.one_of(_NUMBERS))
        return replace(asked, sums=(test,))
    times = chance.weighed(((Times.AT_LEAST, 3.0), (Times.AT_MOST, 1.0), (Times.EXACTLY, 1.0)))
    return replace(asked, times=times, count=chance.weighed(((1, 3), (2, 2), (3, 1))))


def since(chance: Chance, offer: Offer) -> Since | None:
    kinds: list[tuple[Since | None, float]] = [(None, 2), (Since(SinceKind.EVER), 1)]
    if offer.is_inside:
        kinds += [(Since(SinceKind.TRIGGER), 1), (Since(SinceKind.ENTRY), 1)]
        kinds += [(Since(SinceKind.MESSAGE), 1)]
        kinds += [(Since(SinceKind.STEP, each), 1) for each in offer.sends[:2]]
    return chance.weighed(kinds)


def _did_or_not(chance: Chance, offer: Offer) -> Condition:
    return replace(did(chance, offer), negated=chance.is_so(0.35))


def _responded(chance: Chance, offer: Offer) -> Condition:
    response, negated = chance.one_of(tuple(Response)), chance.is_so(0.4)
    within = chance.maybe(DURATIONS, 0.4)
    kinds = [("any", 1.0)]
    kinds += [("step", 2.0)] if offer.is_inside and offer.sends else []
    kinds += [("flow", 1.0), ("of flow", 1.0)] if offer.others else []
    match chance.weighed(kinds):
        case "step":
            return Responded(response, chance.one_of(offer.sends), None, within, negated)
        case "flow":
            flow, _ = chance.one_of(offer.others)
            return Responded(response, None, flow, within, negated)
        case "of flow":
            flow, step = chance.one_of(offer.others)
            return Responded(response, step, flow, within, negated)
        case _:
            return Responded(response, None, None, within or 3 * DAYS, negated)


def _ranked(chance: Chance, offer: Offer) -> Condition:
    ref = chance.one_of(
        [
            each
            for each in offer.of(Type.NUMBER, Type.DATE, Type.TIME)
            if each.scope is Scope.CUSTOMER and each.record is None
        ]
    )
    start, end = chance.one_of(((0, 20), (0, 50), (80, 100), (50, 100), (20, 80), (12.5, 60)))
    segments = sorted(offer.project.segments)
    among = chance.one_of(segments) if chance.is_so(0.3) and segments else None
    return Ranked(ref, start, end, among)


def _member(chance: Chance, offer: Offer) -> Condition:
    segments = sorted(offer.project.segments)
    if not segments:
        return _did_or_not(chance, offer)
    return InSegment(chance.one_of(segments), chance.is_so(0.3))


def _trigger_lines(chance: Chance, offer: Offer) -> Condition:
    if offer.lines_of is None:
        return compare(chance, offer)
    return lines(chance, offer, offer.lines_of, Scope.TRIGGER)


def _tagged(chance: Chance, offer: Offer) -> Condition:
    return compare_this(chance, offer, Ref(Scope.CUSTOMER, TAGS), Type.TAGS)


_LEAVES: tuple[tuple[Callable[[Chance, Offer], Condition], float], ...] = (
    (compare, 5),
    (_did_or_not, 4),
    (_responded, 1.5),
    (_ranked, 0.8),
    (_member, 1.2),
    (_trigger_lines, 0.7),
    (_tagged, 0.5),
)


_GROUPS: tuple[type[AllOf | AnyOf | NoneOf], ...] = (AllOf, AnyOf, NoneOf)


def condition(chance: Chance, offer: Offer, depth: int = 2) -> Condition:
    if depth and chance.is_so(0.2):
        inner = tuple(condition(chance, offer, depth - 1) for _ in range(chance.number(1, 3)))
        return chance.one_of(_GROUPS)(inner)
    return chance.weighed(_LEAVES)(chance, offer)


def conditions(chance: Chance, offer: Offer, at_most: int = 2) -> Conditions:
    return tuple(condition(chance, offer) for _ in range(chance.number(1, at_most)))
