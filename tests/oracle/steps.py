"""What each kind of step does to those who are due at it."""

from __future__ import annotations

from typing import assert_never

from orchestrator.model import (
    Branch,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    Send,
    Split,
    Start,
    Update,
    WaitFor,
)
from tests.oracle.conditions import all_hold, any_holds
from tests.oracle.delays import until_clock, until_date
from tests.oracle.drawing import drawn
from tests.oracle.messages import queue
from tests.oracle.standing import At
from tests.oracle.starting import start
from tests.oracle.state import Passage
from tests.oracle.updating import update
from tests.oracle.waiting import wait

_DELAYS = (Delay, DelayUntil, DelayUntilDate)


def perform(at: At, here: list[Passage]) -> None:
    """Before every step but a delay, those leave for whom `exit_when` holds."""
    if not isinstance(at.node.step, _DELAYS):
        exit_when = at.flow.exit_when
        leaving = [each for each in here if any_holds(exit_when, at.setting.inside(each))]
        for each in leaving:
            at.setting.leave(each, "exit_when")
    _write(at, [each for each in here if each.is_open])
    for each in here:
        if each.is_open:
            _pass(at, each)


def _write(at: At, here: list[Passage]) -> None:
    """What a step does to all of them at once."""
    match at.node.step:
        case Update() as step:
            update(at.setting, step, here)
        case Start() as step:
            start(at.setting, step, here)


def _pass(at: At, passage: Passage) -> None:
    match at.node.step:
        case Delay() | Update() | Start():
            at.go_on(passage, passage.due)
        case DelayUntil() as step:
            until_clock(at, step, passage)
        case DelayUntilDate() as step:
            until_date(at, step, passage)
        case Branch() as step:
            at.take(passage, step.id, _first_arm(at, step, passage))
        case Split() as step:
            shares = [(arm.name, arm.share) for arm in step.arms]
            salt = f"{at.flow.key}/{step.was or step.id}"
            at.take(passage, step.id, drawn(salt, passage.customer, shares))
        case WaitFor() as step:
            wait(at, step, passage)
        case Send() as step:
            queue(at, step, passage)
        case Exit():
            raise AssertionError(passage)
        case _:
            assert_never(at.node.step)


def _first_arm(at: At, step: Branch, passage: Passage) -> str:
    place = at.setting.inside(passage)
    for arm, case in zip(at.node.arms, step.cases, strict=False):
        if all_hold(case.conditions, place):
            return arm
    return "else"
