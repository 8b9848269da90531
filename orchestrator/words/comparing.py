"""One test of one value, as a clause (`the price is at least 10`) or a phrase (`price at least 10`)."""

from __future__ import annotations

from orchestrator.conditions import Compare, Operator, Ref, Relative, Scope
from orchestrator.words.idioms import is_nth, is_tags, nth_words, tag_words, truth_words
from orchestrator.words.listing import listed
from orchestrator.words.names import Place, is_plural, plain, ref_words, with_article
from orchestrator.words.values import choice_words, relative_words, scalar_words

_BOUNDS = {
    Operator.AT_LEAST: "at least",
    Operator.AT_MOST: "at most",
    Operator.MORE_THAN: "more than",
    Operator.LESS_THAN: "less than",
    Operator.BEFORE: "before",
    Operator.AFTER: "after",
    Operator.SAME_AS: "the same as",
}
_HOLDING = {
    Operator.CONTAINS: "containing",
    Operator.NOT_CONTAINS: "not containing",
    Operator.STARTS_WITH: "starting with",
}
_ALWAYS_ONE = ("the fact ", "the number ")


def compare_words(test: Compare, place: Place) -> str:
    """`the customer's country is SE or NO`."""
    ref, operator = test.ref, test.operator
    if is_tags(ref):
        return tag_words(test)
    if is_nth(ref, place) and (words := nth_words(test, place)):
        return words
    if ref.scope is Scope.CUSTOMER and operator is Operator.IS and isinstance(test.value, bool):
        return truth_words(ref, test.value, place)
    subject = ref_words(ref, place)
    plural = is_plural(ref.name) and not subject.startswith(_ALWAYS_ONE)
    if operator is Operator.NOT_CONTAINS:
        return f"{subject} {'do' if plural else 'does'} not contain {_value(test, place)}"
    if operator in (Operator.CONTAINS, Operator.STARTS_WITH):
        verb, ending = ("contain", "") if operator is Operator.CONTAINS else ("start", " with")
        return f"{subject} {verb}{'' if plural else 's'}{ending} {_value(test, place)}"
    return f"{subject} {'are' if plural else 'is'} {_predicate(test, place)}"


def having_words(test: Compare, place: Place) -> str:
    """`price at least 10`: what a row or a line has, after "with"."""
    name, operator = plain(test.ref.name), test.operator
    if operator is Operator.SAME_AS and isinstance(test.value, Ref):
        return _same(name, test.value, place)
    if operator is Operator.EXISTS:
        return with_article(name) if test.value else f"no {name}"
    if operator in _HOLDING:
        return f"{name} {_HOLDING[operator]} {_value(test, place)}"
    return f"{name} {_predicate(test, place)}"


def _same(name: str, other: Ref, place: Place) -> str:
    """`the same sku as the trigger`, or where the names differ `sku the same as …`."""
    if other.scope is Scope.TRIGGER and other.record is None and plain(other.name) == name:
        return f"the same {name} as the trigger"
    return f"{name} the same as {ref_words(other, place)}"


def sum_words(test: Compare, place: Place) -> str:
    """`total adding up to at least 500`."""
    return f"{plain(test.ref.name)} adding up to {_predicate(test, place)}"


def _predicate(test: Compare, place: Place) -> str:
    match test.operator:
        case Operator.IS | Operator.IN:
            return _value(test, place)
        case Operator.IS_NOT | Operator.NOT_IN:
            return f"not {_value(test, place)}"
        case Operator.EXISTS:
            return "known" if test.value else "not known"
        case Operator.BETWEEN:
            return f"between {_value(test, place, 'and')}"
        case Operator.BEFORE | Operator.AFTER if isinstance(test.value, Relative):
            return _relative(test.operator, test.value)
        case _:
            return f"{_BOUNDS.get(test.operator, test.operator.value)} {_value(test, place)}"


def _relative(operator: Operator, value: Relative) -> str:
    """`before 90 days ago` as people say it: more than 90 days ago."""
    far = "more than" if (operator is Operator.BEFORE) == (value.ago.days >= 0) else None
    if not value.ago:
        return f"{operator.value} now"
    side = far or ("earlier than" if operator is Operator.BEFORE else "later than")
    return f"{side} {relative_words(value)}"


def _value(test: Compare, place: Place, joint: str = "or") -> str:
    if not isinstance(test.value, tuple):
        return scalar_words(test.value, place)
    if joint == "or":
        return choice_words(test.value, place)
    return listed([scalar_words(each, place) for each in test.value], joint)
