"""Which values are surely not empty for whoever comes to a send, by the names of templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import TypeAlias

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    NoneOf,
    Operator,
    Ranked,
    Ref,
    Scope,
)
from orchestrator.model import (
    Branch,
    DateTrigger,
    DelayUntilDate,
    Exit,
    Flow,
    Send,
    Split,
    Step,
    WaitFor,
)

Paths: TypeAlias = frozenset[tuple[str, ...]]

OF_A_NULL = {Operator.IS_NOT, Operator.NOT_IN, Operator.NOT_CONTAINS}
NOT_OF_A_NULL = frozenset(Operator) - {*OF_A_NULL, Operator.EXISTS}
"""Operators that hold of no null; EXISTS says so by its value."""


def filled_at_sends(flow: Flow) -> Iterator[tuple[Send, Paths]]:
    """Every send with the paths that are filled there; of a wait that was met, just its name."""
    known = asked(flow.conditions)
    if isinstance(flow.trigger, DateTrigger):
        known |= {path_of(flow.trigger.date)}
    for step, filled in filled_before(flow.steps, known):
        if isinstance(step, Send):
            yield step, filled | asked(step.only_if)


def filled_before(steps: tuple[Step, ...], known: Paths) -> list[tuple[Step, Paths]]:
    """Every step with the paths that are filled for whoever comes to it; `known` are before all."""
    found: list[tuple[Step, Paths]] = []
    _through(steps, known, found)
    return found


def path_of(ref: Ref) -> tuple[str, ...]:
    """How a template writes it."""
    record = (template_name(ref.record),) if ref.record else ()
    match ref.scope:
        case Scope.CUSTOMER:
            return ("customer", *record, ref.name)
        case Scope.AWAITED:
            return (*record, ref.name)
    return ("trigger", *record, ref.name)


def template_name(step: str) -> str:
    """`quick-rating` is written quick_rating: a hyphen would be a minus there."""
    return step.replace("-", "_")


def _through(
    steps: tuple[Step, ...], known: Paths, found: list[tuple[Step, Paths]]
) -> Paths | None:
    """Note the steps on the way; what is known at the end, None if nobody gets there."""
    has_left = False
    for step in steps:
        found.append((step, known))
        after = _after(step, known, found)
        has_left |= after is None
        known = known if after is None else after
    return None if has_left else known


def _after(step: Step, known: Paths, found: list[tuple[Step, Paths]]) -> Paths | None:
    match step:
        case DelayUntilDate():
            return known | {path_of(step.date)}
        case Branch():
            return _joined(_through_cases(step, known, found))
        case Split():
            return _joined([_through(arm.steps, known, found) for arm in step.arms])
        case WaitFor():
            met = known | ({(template_name(step.id),)} if _ends_by_its_row(step) else set())
            ends = (_through(step.then, met, found), _through(step.otherwise, known, found))
            return _joined(ends)
        case Exit():
            return None
    return known


def _ends_by_its_row(wait: WaitFor) -> bool:
    """Whether the row that the wait's name reads must be there: of `any` another one may have come."""
    return bool(_asks_for_the_first(wait.awaited))


def _asks_for_the_first(conditions: Iterable[Condition]) -> bool | None:
    """Whether the first `did` has to hold; None where there is none."""
    for condition in conditions:
        match condition:
            case Did(negated=False):
                return True
            case AllOf() | AnyOf() | NoneOf():
                inner = _asks_for_the_first(condition.conditions)
                if inner is not None:
                    return inner and isinstance(condition, AllOf)
            case _:
                pass
    return None


def _through_cases(
    branch: Branch, known: Paths, found: list[tuple[Step, Paths]]
) -> Iterator[Paths | None]:
    for case in branch.cases:
        yield _through(case.steps, known | asked(case.conditions), found)
        known |= _asked_in_vain(case.conditions)
    yield _through(branch.otherwise, known, found)


def _joined(arms: Iterable[Paths | None]) -> Paths | None:
    """What is known after the arms have joined again."""
    ends = [known for known in arms if known is not None]
    return reduce(frozenset.__and__, ends) if ends else None


def asked(conditions: Iterable[Condition]) -> Paths:
    """What is filled where all of the conditions hold."""
    return frozenset(path for condition in conditions for path in _asked_by(condition))


def _asked_in_vain(conditions: tuple[Condition, ...]) -> Paths:
    """What is filled where the conditions do not hold: whatever they alone say is missing."""
    match conditions:
        case (Compare(operator=Operator.EXISTS, value=False, ref=ref),):
            return frozenset({path_of(ref)})
    return frozenset()


def _asked_by(condition: Condition) -> Paths:
    match condition:
        case Compare(operator=Operator.EXISTS, value=value):
            return frozenset({path_of(condition.ref)} if value is True else ())
        case Compare(operator=operator) if operator in NOT_OF_A_NULL:
            return frozenset({path_of(condition.ref)})
        case Ranked():
            return frozenset({path_of(condition.ref)})
        case AllOf():
            return asked(condition.conditions)
        case AnyOf(conditions=(first, *others)):
            return reduce(frozenset.__and__, map(_asked_by, others), _asked_by(first))
    return frozenset()
