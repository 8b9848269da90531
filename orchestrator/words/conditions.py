"""Conditions as clauses about the customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

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
    Responded,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.words.comparing import compare_words, having_words, sum_words
from orchestrator.words.durations import last_words
from orchestrator.words.idioms import is_tags, tag_words
from orchestrator.words.listing import listed
from orchestrator.words.names import ANYWHERE, Place, plain
from orchestrator.words.values import number_words, percent_words, times_words

_TIMES = {Times.AT_LEAST: "at least ", Times.AT_MOST: "at most ", Times.EXACTLY: "exactly "}
_QUANTIFIERS = {
    Quantifier.ANY: "at least one line",
    Quantifier.ALL: "every line",
    Quantifier.NONE: "no line",
}
_IN_A_ROW = (Scope.EVENT, Scope.LINE)


def condition_words(
    conditions: Sequence[Condition], joint: str = "and", place: Place = ANYWHERE
) -> str:
    """All conditions as one clause; groups inside others stand in brackets."""
    if len(conditions) == 1:
        return _alone(conditions[0], place)
    return listed([_one(each, place) for each in conditions], joint)


def _alone(condition: Condition, place: Place) -> str:
    """Without the brackets that nobody misses."""
    match condition:
        case AllOf():
            return condition_words(condition.conditions, "and", place)
        case AnyOf():
            return condition_words(condition.conditions, "or", place)
        case _:
            return _one(condition, place)


def _one(condition: Condition, place: Place) -> str:  # noqa: PLR0911 - one arm a kind
    match condition:
        case Compare():
            in_row = condition.ref.scope in _IN_A_ROW
            return (having_words if in_row else compare_words)(condition, place)
        case Ranked():
            return _ranked(condition)
        case Lines():
            return _lines(condition, place)
        case Did():
            return _did(condition, place)
        case Responded():
            return _responded(condition)
        case InSegment():
            return f"they are {'not ' if condition.negated else ''}in segment {condition.segment}"
        case AllOf() | AnyOf():
            words = _alone(condition, place)
            return words if len(condition.conditions) == 1 else f"({words})"
        case NoneOf():
            return _none(condition.conditions, place)
        case _:
            assert_never(condition)


def _none(conditions: Sequence[Condition], place: Place) -> str:
    if len(conditions) == 1:
        match conditions[0]:
            # These have no third answer beside yes and no, so that their opposite can be said.
            case Did() | InSegment() | Responded() as one:
                return _one(replace(one, negated=not one.negated), place)
            case Compare(operator=Operator.CONTAINS | Operator.NOT_CONTAINS) as one if is_tags(
                one.ref
            ):
                return tag_words(one, negated=True)
        return f"it is not so that {_one(conditions[0], place)}"
    return f"it is not so that ({condition_words(conditions, 'or', place)})"


def _ranked(condition: Ranked) -> str:
    start, end = condition.start, condition.end
    if start == 0:
        where = f"are among the top {percent_words(end)}"
    elif end == 100:  # noqa: PLR2004 - a share in per cent
        where = f"are among the bottom {percent_words(100 - start)}"
    else:
        where = f"rank between the top {number_words(start)} and {percent_words(end)}"
    among = f" of segment {condition.among}" if condition.among else ""
    return f"they {where}{among} by {plain(condition.ref.name)}"


def _lines(condition: Lines, place: Place) -> str:
    what = condition_words(condition.where, place=place)
    which = _QUANTIFIERS[condition.quantifier]
    if condition.scope is Scope.TRIGGER:
        return f"{which} of the trigger has {what}"
    return f"{which} with {what}"


def _did(condition: Did, place: Place) -> str:
    if condition.count == 0 and condition.times is not Times.AT_LEAST:  # at most never, that is
        once = replace(condition, times=Times.AT_LEAST, count=1, negated=not condition.negated)
        return _did(once, place)
    words = f"they {'did not do' if condition.negated else 'did'} {condition.event}"
    is_plain = condition.times is Times.AT_LEAST and condition.count == 1
    if not condition.sums and not is_plain:
        words += f" {_TIMES[condition.times]}{times_words(condition.count)}"
    return f"{words}{_stretch(condition, place)}{_rows(condition, place)}"


def _rows(condition: Did, place: Place) -> str:
    """What the rows must have, each of them and in sum."""
    each = [condition_words(condition.where, place=place)] if condition.where else []
    sums = [sum_words(test, place) for test in condition.sums]
    return f" with {listed([*each, *sums])}" if each or sums else ""


def _stretch(condition: Did, place: Place) -> str:
    said = condition.since or Since(place.since)
    is_plain = condition.since is None or condition.within is not None
    since = _since(said, is_plain)
    within = last_words(condition.within) if condition.within else ""
    limits = [each for each in (within, since) if each]
    return f" {' and '.join(limits)}" if limits else ""


def _since(since: Since, is_plain: bool) -> str:  # noqa: FBT001 - private
    match since.kind:
        case SinceKind.EVER:
            return "" if is_plain else "at any time"
        case SinceKind.TRIGGER:
            return "since the trigger"
        case SinceKind.ENTRY:
            return "since entering"
        case SinceKind.MESSAGE:
            return "since the last message"
        case SinceKind.STEP:
            return f"since {since.step}"


def _responded(condition: Responded) -> str:
    whose = f" of the flow {condition.flow}" if condition.flow else ""
    within = f" {last_words(condition.within)}" if condition.within else ""
    have, what = "have not" if condition.negated else "have", condition.step
    if what is None:
        have, what = "have", "no message" if condition.negated else "a message"
    return f"they {have} {condition.response.value} {what}{whose}{within}"
