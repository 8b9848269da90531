"""Rules on ways out that are open too early: on entering, or before what they take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Responded,
    Since,
    SinceKind,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import EventTrigger, Flow, SegmentTrigger
from orchestrator.rules.context import Context
from orchestrator.rules.leaving import opens_by_time
from orchestrator.rules.logic import Known, can_hold, implies
from orchestrator.rules.places import Kind
from orchestrator.rules.row import EVER, row_of
from orchestrator.rules.say import problem
from orchestrator.rules.together import as_trigger
from orchestrator.rules.wording import condition_words

FROM_ENTERING = (None, *map(Since, (SinceKind.TRIGGER, SinceKind.ENTRY, SinceKind.MESSAGE)))
INSIDE = (Kind.CASE, Kind.ONLY_IF, Kind.AWAITED)


def entering_is_not_leaving(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Whoever meets a way out does not enter."""
    segments = context.project.segments if context.project else {}
    entering = _on_entering(flow, context)
    known = Known(context.names(flow), segments, ever=False)
    if not can_hold(entering, known):
        return
    for way_out in flow.exit_when:
        nothing_yet = tuple(_not_yet(way_out)) if _starts_now(flow) else ()
        if opens_by_time(way_out) or not _is_told(way_out):
            continue
        if implies((*entering, *nothing_yet), (way_out,), known):
            message = (
                "nobody can enter: whoever may enter meets this way out at once: "
                f"{condition_words([way_out])}"
            )
            yield problem(Code.CONTRADICTION, way_out.path, message)


def nobody_left_is_asked(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Ways out are looked at first, so whoever meets one comes to no step that asks for the same."""
    segments = context.project.segments if context.project else {}
    known = Known(context.names(flow), segments, ever=False)
    for place in context.places(flow):
        if place.kind not in INSIDE or not can_hold(place.conditions, known):
            continue
        if any(implies(place.conditions, (way_out,), known) for way_out in flow.exit_when):
            message = (
                'nobody who is still in the flow meets this, as "exit_when" has taken them out: '
                f"{condition_words(place.conditions)}"
            )
            yield problem(Code.CONTRADICTION, place.conditions[0].path, message)


def _on_entering(flow: Flow, context: Context) -> tuple[Condition, ...]:
    asked = tuple(map(_since_ever, flow.conditions))
    trigger = flow.trigger
    if isinstance(trigger, SegmentTrigger):
        return (InSegment(trigger.segment), *asked)
    if isinstance(trigger, EventTrigger) and context.catalog:
        row = row_of(trigger, context.catalog)
        return (*row, *map(as_trigger, trigger.where), *asked)
    return asked


def _since_ever(condition: Condition) -> Condition:
    """On entering a `did` counts from ever, on leaving from the trigger on."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return replace(condition, conditions=tuple(map(_since_ever, condition.conditions)))
        case Did(since=None):
            return replace(condition, since=EVER)
        case _:
            return condition


def _starts_now(flow: Flow) -> bool:
    """Whether nothing can have happened between what triggers the flow and entering it."""
    trigger = flow.trigger
    return not isinstance(trigger, EventTrigger) or not (trigger.quiet_for or trigger.include_past)


def _not_yet(condition: Condition) -> Iterator[Condition]:
    """What counts from entering on has not been done then."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            for below in condition.conditions:
                yield from _not_yet(below)
        case Did(sums=()) if condition.since in FROM_ENTERING:
            yield Did(condition.event, negated=True, where=condition.where, since=condition.since)
        case _:
            return


def _is_told(condition: Condition) -> bool:
    """Of a message, or from a step on, nothing is known on entering."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return all(map(_is_told, condition.conditions))
        case Responded():
            return False
        case Did():
            return condition.since == EVER or condition.since in FROM_ENTERING
        case _:
            return True
