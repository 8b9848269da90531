"""Rules on conditions that nobody can meet, or that everybody meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, islice

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    Lines,
    NoneOf,
    Operator,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Branch, Flow, Segment
from orchestrator.rules.context import Context
from orchestrator.rules.logic import Known, always_holds, can_hold, excludes_all, implies
from orchestrator.rules.places import Place, When
from orchestrator.rules.say import problem
from orchestrator.rules.wording import condition_words

MOST_PAIRS = 2000
"""Of more conditions it takes too long to find the two that are to blame."""
MOST_COMPARED = 20_000
"""So many conditions are held against those of cases above; of what is left nothing is said."""


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
            words = condition_words([_core(condition, known)])
            message = f"this always holds, so it says nothing: {words}"
            yield problem(Code.ALWAYS_HOLDS, condition.path, message)


def _core(condition: Condition, known: Known) -> Condition:
    """Of a long `any` the one or two that let everybody through."""
    if not isinstance(condition, AnyOf):
        return condition
    alone = ((each,) for each in condition.conditions)
    pairs = islice(combinations(condition.conditions, 2), MOST_PAIRS)
    for few in chain(alone, pairs):
        if always_holds(AnyOf(few), known):
            return AnyOf(few)
    return condition


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
    for first, second in islice(combinations(flat, 2), MOST_PAIRS):
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
    compared, so_far = 0, 0
    for index, case in enumerate(branch.cases):
        size = _size(case.conditions)
        compared, so_far = compared + size * so_far, so_far + size
        if compared > MOST_COMPARED:
            return
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


def _size(conditions: Sequence[Condition]) -> int:
    """How many conditions there are, those in groups counted one by one."""
    groups = AllOf | AnyOf | NoneOf
    return sum(_size(c.conditions) if isinstance(c, groups) else 1 for c in conditions)
