"""Tests that people put in words of their own: tags, yes and no, the how-manieth."""

from __future__ import annotations

from orchestrator.conditions import TAGS, Compare, Operator, Ref, Scope
from orchestrator.model import EventTrigger
from orchestrator.words.listing import listed
from orchestrator.words.names import Place, event_words, plain, ref_words, with_article
from orchestrator.words.values import choice_words, ordinal_words, scalar_words

_NTH_BOUNDS = {
    Operator.IS: "",
    Operator.IN: "",
    Operator.IS_NOT: "not ",
    Operator.NOT_IN: "not ",
    Operator.AT_LEAST: "at least ",
    Operator.AT_MOST: "at most ",
}


def is_tags(ref: Ref) -> bool:
    return ref.scope is Scope.CUSTOMER and ref.name == TAGS and ref.record is None


def tag_words(test: Compare, *, negated: bool = False) -> str:
    if test.operator is Operator.EXISTS:
        return "they have a tag" if test.value else "they have no tag"
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    lacks = (test.operator is Operator.NOT_CONTAINS) is not negated
    return f"they {'do not have' if lacks else 'have'} the tag {choice_words(values)}"


def truth_words(ref: Ref, value: bool, place: Place) -> str:  # noqa: FBT001 - it is the value tested
    """`customer.is_member: true` is a sentence by itself."""
    for verb in ("is", "has"):
        if ref.name.startswith(f"{verb}_") and ref.record is None:
            what = plain(ref.name.removeprefix(f"{verb}_"))
            return f"the customer {_is(what, value) if verb == 'is' else _has(what, value)}"
    return f"{ref_words(ref, place)} is {scalar_words(value)}"


def _is(what: str, value: bool) -> str:  # noqa: FBT001 - as above
    # `is_member` names what somebody is, `is_active` how.
    said = with_article(what) if what.endswith("er") else what
    return f"is {said}" if value else f"is not {said}"


def _has(what: str, value: bool) -> str:  # noqa: FBT001 - as above
    return f"has {with_article(what)}" if value else f"has no {what}"


def is_nth(ref: Ref, place: Place) -> bool:
    is_event = place.trigger is None or isinstance(place.trigger, EventTrigger)
    return ref.scope is Scope.TRIGGER and ref.name == "nth" and ref.record is None and is_event


def nth_words(test: Compare, place: Place) -> str | None:
    """`trigger.nth: 1` as `it is the customer's first placed_order`."""
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    numbers = [int(each) for each in values if isinstance(each, int | float) and each == int(each)]
    if test.operator not in _NTH_BOUNDS or len(numbers) < len(values):
        return None
    which = listed([ordinal_words(each) for each in numbers], "or")
    bound = _NTH_BOUNDS[test.operator]
    return f"it is {bound}the customer's {which} {event_words(place.trigger)}"
