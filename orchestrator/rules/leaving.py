"""Rules on ways out: time alone must not open one, and a purchase must."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    NoneOf,
    Operator,
    Relative,
    Responded,
    Scope,
    Times,
)
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import EventTrigger, Flow
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.wording import condition_words


def somebody_opens_the_way_out(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for way_out in flow.exit_when:
        if opens_by_time(way_out):
            message = (
                "time alone opens this way out, whatever the customer does: "
                f"{condition_words([way_out])}"
            )
            yield problem(Code.EXIT_BY_TIME, way_out.path, message)
    if flow.goal and opens_by_time(flow.goal.condition):
        message = (
            "time alone reaches this goal, whatever the customer does: "
            f"{condition_words([flow.goal.condition])}"
        )
        yield problem(Code.EXIT_BY_TIME, flow.goal.condition.path, message)


def opens_by_time(condition: Condition, *, negated: bool = False) -> bool:
    """Whether it comes true some day if nothing happens at all."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return _group_opens(condition, negated=negated)
        case Did():
            wants_more = (condition.times is not Times.AT_MOST) is not condition.negated
            return condition.within is not None and wants_more is negated
        case Responded():
            return condition.within is not None and condition.negated is not negated
        case Compare(value=Relative()):
            opens = Operator.AFTER if negated else Operator.BEFORE
            return condition.operator is opens
        case _:
            return False


def _group_opens(group: AllOf | AnyOf | NoneOf, *, negated: bool) -> bool:
    """Of a group that asks for all, what is frozen at entry does not stand in the way."""
    inner = negated is not isinstance(group, NoneOf)
    opened = [opens_by_time(below, negated=inner) for below in group.conditions]
    needs_all = isinstance(group, AllOf | NoneOf) is not negated
    if not needs_all:
        return any(opened)
    may_open = [o or _is_frozen(c) for o, c in zip(opened, group.conditions, strict=True)]
    return any(opened) and all(may_open)


def _is_frozen(condition: Condition) -> bool:
    return isinstance(condition, Compare) and condition.ref.scope is Scope.TRIGGER


def cart_ends_with_the_purchase(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """What waits for a rest is left lying about; whoever comes back should hear no more of it."""
    trigger = flow.trigger
    is_cart = isinstance(trigger, EventTrigger) and trigger.quiet_for is not None
    if is_cart and not any(_asks_for_an_event(condition) for condition in flow.exit_when):
        message = 'the flow goes on after the purchase; add "exit_when:" with "did:" and the event'
        yield problem(Code.NO_PURCHASE_EXIT, ("exit_when",), message)


def _asks_for_an_event(condition: Condition) -> bool:
    match condition:
        case Did():
            return not condition.negated
        case AllOf() | AnyOf() | NoneOf():
            return any(_asks_for_an_event(below) for below in condition.conditions)
        case _:
            return False
