"""Rules on conditions that nobody can meet, or that everybody meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

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
    Responded,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Branch, Flow, Segment, SegmentTrigger
from orchestrator.rules.context import Context
from orchestrator.rules.logic import Known, always_holds, can_hold, excludes_all, implies
from orchestrator.rules.places import Kind, Place, When
from orchestrator.rules.say import problem
from orchestrator.rules.wording import condition_words


def conditions_can_be_met(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    segments = context.project.segments if context.project else {}
    for place in context.places(flow):
        yield from impossible_in(place, segments)


def conditions_say_something(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    segments = context.project.segments if context.project else {}
    for place in context.places(flow):
        yield from superfluous_in(place, segments)


def impossible_in(place: Place, segments: Mapping[str, Segment]) -> Iterator[Diagnostic]:
    yield from contradictions(place.conditions, known_in(place, segments))


def superfluous_in(place: Place, segments: Mapping[str, Segment]) -> Iterator[Diagnostic]:
    known = known_in(place, segments)
    for condition in place.conditions:
        if always_holds(condition, known):
            message = f"this always holds, so it says nothing: {condition_words([condition])}"
            yield problem(Code.ALWAYS_HOLDS, condition.path, message)


def known_in(place: Place, segments: Mapping[str, Segment]) -> Known:
    return Known(place.names, segments, ever=place.when is not When.INSIDE)


def contradictions(conditions: Sequence[Condition], known: Known) -> Iterator[Diagnostic]:
    """Of conditions that must all hold: the first that cannot, alone or beside one above."""
    flat = tuple(_flat(conditions))
    inner = [found for condition in flat for found in _inner(condition, known)]
    yield from inner
    if inner or can_hold(flat, known):
        return
    for condition in flat:
        if not can_hold((condition,), known):
            yield problem(Code.CONTRADICTION, condition.path, _alone(condition))
            return
    for first, second in combinations(flat, 2):
        if not can_hold((first, second), known):
            pair = ", and ".join(condition_words([each]) for each in (first, second))
            message = f"nobody can meet this and the condition above: {pair}"
            yield problem(Code.CONTRADICTION, second.path, message)
            return
    message = f"nobody can meet all of these at once: {condition_words(flat)}"
    yield problem(Code.CONTRADICTION, flat[-1].path, message)


def _flat(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from _flat(condition.conditions)
        else:
            yield condition


def _inner(condition: Condition, known: Known) -> Iterator[Diagnostic]:
    """Within a group or a `where`, where each part is judged for itself."""
    match condition:
        case AnyOf() | NoneOf():
            for below in condition.conditions:
                yield from contradictions((below,), known)
        case Did():
            inside = Known(known.names.inside(condition.event), known.segments)
            yield from contradictions(condition.where, inside)
            yield from contradictions(condition.sums, inside)
        case Lines():
            names = known.names.inside_lines(condition.scope)
            yield from contradictions(condition.where, Known(names, known.segments))
        case _:
            return


def _alone(condition: Condition) -> str:
    if isinstance(condition, Compare) and condition.operator is Operator.BETWEEN:
        return '"between" takes the smaller value first'
    return f"nobody can meet this: {condition_words([condition])}"


def cases_can_be_reached(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """The first case that holds is taken, so one above may leave nobody to one below."""
    segments = context.project.segments if context.project else {}
    names = context.names(flow)
    known = Known(names, segments, ever=False)
    for step in flow.all_steps():
        if isinstance(step, Branch):
            yield from _swallowed(step, known)


def _swallowed(branch: Branch, known: Known) -> Iterator[Diagnostic]:
    for index, case in enumerate(branch.cases):
        above = [before.conditions for before in branch.cases[:index]]
        is_empty = not case.conditions or not can_hold(case.conditions, known)
        if is_empty or not above or not excludes_all(case.conditions, above, known):
            continue
        which = next(
            (n for n, one in enumerate(above, 1) if implies(case.conditions, one, known)), 0
        )
        taken = f"case {which} above" if which else "one of the cases above"
        message = f"nobody gets to this case: whoever meets it has taken {taken}"
        yield problem(Code.CONTRADICTION, case.path, message)


def entering_is_not_leaving(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Whoever meets a way out does not enter."""
    segments = context.project.segments if context.project else {}
    places = context.places(flow)
    entering = tuple(c for p in places if p.kind is Kind.WHO_MAY_ENTER for c in p.conditions)
    if isinstance(flow.trigger, SegmentTrigger):
        entering = (InSegment(flow.trigger.segment), *entering)
    known = Known(context.names(flow), segments)
    if not entering or not can_hold(entering, known):
        return
    for way_out in flow.exit_when:
        if _is_of_the_customer(way_out) and implies(entering, (way_out,), known):
            message = (
                "nobody can enter: whoever may enter meets this way out at once: "
                f"{condition_words([way_out])}"
            )
            yield problem(Code.CONTRADICTION, way_out.path, message)


def _is_of_the_customer(condition: Condition) -> bool:
    """What was done or opened counts from the trigger on, so it is not yet so on entering."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return all(map(_is_of_the_customer, condition.conditions))
        case Did() | Responded():
            return False
        case _:
            return True
