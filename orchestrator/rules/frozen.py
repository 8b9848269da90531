"""Rules on what the trigger brings: it is frozen on entering, so what was asked then still holds."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Scope,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import EventTrigger, Flow, Segment, SegmentTrigger
from orchestrator.rules.context import Context
from orchestrator.rules.logic import Known, can_hold
from orchestrator.rules.places import Kind, Place
from orchestrator.rules.possible import known_in
from orchestrator.rules.row import row_of
from orchestrator.rules.say import problem
from orchestrator.rules.together import as_trigger
from orchestrator.rules.wording import condition_words

LATER = (Kind.WHO_MAY_ENTER, Kind.CASE, Kind.ONLY_IF, Kind.WAY_OUT)


def conditions_fit_the_trigger(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Nobody is in the flow for whom something else holds than the trigger asked for."""
    segments = context.project.segments if context.project else {}
    for place in context.places(flow):
        if place.kind not in LATER:
            continue
        known, asked = known_in(place, segments), _asked_before(flow, place)
        for condition in place.conditions if asked and can_hold(asked, known) else ():
            if can_hold((condition,), known) and not can_hold((*asked, condition), known):
                message = (
                    "nobody who enters can meet this: "
                    f"{condition_words([condition])}; on entering, "
                    f"{condition_words(asked)}"
                )
                yield problem(Code.CONTRADICTION, condition.path, message)


def conditions_let_the_row_itself_count(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Whoever may enter has just done what triggers the flow, so nobody has never done it."""
    trigger = flow.trigger
    if not isinstance(trigger, EventTrigger) or context.project is None:
        return
    done = row_of(trigger, context.project.catalog)
    known = Known(context.names(flow), context.project.segments)
    is_possible = can_hold(flow.conditions, known)
    for condition in flow.conditions if can_hold(done, known) and is_possible else ():
        if can_hold((condition,), known) and not can_hold((*done, condition), known):
            message = (
                f"nobody who enters can meet this: the {trigger.event} that lets them in counts "
                f"too{_instead(condition)}"
            )
            yield problem(Code.CONTRADICTION, condition.path, message)


def conditions_let_the_members_in(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Whoever joins a segment meets its conditions."""
    trigger = flow.trigger
    if not isinstance(trigger, SegmentTrigger) or context.project is None:
        return
    known = Known(context.names(flow), context.project.segments)
    member = InSegment(trigger.segment)
    if not can_hold((member,), known) or not can_hold(flow.conditions, known):
        return
    for condition in flow.conditions:
        if can_hold((condition,), known) and not can_hold((member, condition), known):
            message = (
                f"nobody who enters can meet this: {condition_words([condition])}; members of "
                f'"{trigger.segment}" are those of whom all of this holds: '
                f"{_of_members(context.project.segments.get(trigger.segment))}"
            )
            yield problem(Code.CONTRADICTION, condition.path, message)


def _of_members(segment: Segment | None) -> str:
    return condition_words(segment.conditions) if segment else ""


def _instead(condition: Condition) -> str:
    if not isinstance(condition, Did):
        return ""
    is_of_all = not condition.where and condition.within is None
    nth = ', or "trigger.nth: 1"' if is_of_all else ""
    return f'; if it is to be the only one, write "did:" with "exactly: 1"{nth}'


def _asked_before(flow: Flow, place: Place) -> tuple[Condition, ...]:
    """What is known of the row that let the customer in."""
    where = flow.trigger.where if isinstance(flow.trigger, EventTrigger) else ()
    asked = tuple(map(as_trigger, where))
    if place.kind is Kind.WHO_MAY_ENTER:
        return asked
    return (*asked, *(each for each in flow.conditions if is_frozen(each)))


def is_frozen(condition: Condition) -> bool:
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return all(map(is_frozen, condition.conditions))
        case Compare():
            return condition.ref.scope is Scope.TRIGGER and condition.ref.record is None
        case _:
            return False
