"""A rule on waiting for dates that are past whenever somebody comes to the step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orchestrator.conditions import Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import (
    DateTrigger,
    Delay,
    DelayUntilDate,
    EventTrigger,
    Flow,
    IfPast,
    Step,
    WaitFor,
    blocks,
)
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem

TIME = Ref(Scope.TRIGGER, "time")
LATEST = timedelta(days=2)
"""An hour of the day can move the date by a day at most, and a time zone by less than another."""
NOW = timedelta(0)


def awaited_dates_can_come(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Whoever waits for a day that is past goes on or leaves at once."""
    if isinstance(flow.trigger, EventTrigger):
        yield from _past(flow.steps, flow.trigger.quiet_for or NOW)


def recurring_dates_are_waited_for(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """`customer.birthday` is the day of birth; this year's is `trigger.date`."""
    trigger = flow.trigger
    if not isinstance(trigger, DateTrigger) or not trigger.yearly:
        return
    for step in flow.all_steps():
        if isinstance(step, DelayUntilDate) and step.date == trigger.date and not step.plus_days:
            message = f"{step.date} is the date itself, which lies years back; this year's is trigger.date"
            path = (*step.path, "delay", "until_date")
            yield problem(Code.SEEMS_OTHERWISE, path, message)


def _past(steps: tuple[Step, ...], passed: timedelta) -> Iterator[Diagnostic]:
    """`passed` is how long ago the event was at least."""
    for step in steps:
        if isinstance(step, Delay):
            passed += step.duration
        elif isinstance(step, DelayUntilDate) and _is_past(step, passed):
            yield _said(step)
        for arm, inner in blocks(step):
            waited = step.at_most if isinstance(step, WaitFor) and arm == "else" else NOW
            yield from _past(inner, passed + waited)


def _is_past(wait: DelayUntilDate, passed: timedelta) -> bool:
    if wait.date != TIME or wait.plus_days is not None:
        return False
    return wait.offset + (LATEST if wait.at else NOW) < passed


def _said(wait: DelayUntilDate) -> Diagnostic:
    path = (*wait.path, "delay", "until_date")
    past = "this date is past for everybody who gets here"
    if wait.if_past is IfPast.EXIT:
        message = f"{past}, so they all leave; give it a later offset"
        return problem(Code.NEVER_FIRES, path, message)
    message = f"{past}, so nobody waits; give it a later offset, or leave the delay out"
    return problem(Code.NO_EFFECT, path, message)
