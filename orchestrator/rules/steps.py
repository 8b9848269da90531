"""Rules on steps: whether anybody gets to them, and whether something happens there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.conditions import AllOf, AnyOf, Condition, Did, Responded
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import (
    Branch,
    Exit,
    Flow,
    Send,
    Split,
    Start,
    Status,
    Step,
    Update,
    WaitFor,
    blocks,
)
from orchestrator.rules.context import Context
from orchestrator.rules.logic import Known, excludes_all
from orchestrator.rules.say import problem


def no_step_follows_an_exit(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    yield from _after_exits(flow.steps)


def _after_exits(steps: tuple[Step, ...]) -> Iterator[Diagnostic]:
    for index, step in enumerate(steps):
        for _arm, inner in blocks(step):
            yield from _after_exits(inner)
        if _ends(step) and index + 1 < len(steps):
            message = f"nobody gets to this step, which follows {_reason(step)}"
            yield problem(Code.UNREACHABLE_STEP, steps[index + 1].path, message)
            return


def _reason(step: Step) -> str:
    kinds = {Branch: "a branch", Split: "a split", WaitFor: "a wait"}
    kind = kinds.get(type(step))
    return f"{kind} that exits every way" if kind else "an exit"


def _ends(step: Step) -> bool:
    """Whether nobody goes on after it; a branch without `else` lets the others go on."""
    arms = blocks(step)
    if arms:
        return all(any(_ends(below) for below in inner) for _arm, inner in arms)
    return isinstance(step, Exit)


def somebody_is_left_for_else(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    names = context.names(flow)
    segments = context.project.segments if context.project else {}
    known = Known(names, segments, ever=False)
    for step in flow.all_steps():
        if not isinstance(step, Branch) or not step.otherwise:
            continue
        cases = [case.conditions for case in step.cases]
        if all(cases) and excludes_all((), cases, known):
            message = 'nobody gets to this step: the conditions above "else" let everybody through'
            yield problem(Code.UNREACHABLE_STEP, step.otherwise[0].path, message)


def something_happens_to_wait_for(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Only a row of an event can end a wait; what else is asked for is looked at then."""
    for step in flow.all_steps():
        if isinstance(step, WaitFor) and step.awaited and not _awaits_an_event(step.awaited):
            message = 'nothing that happens ends this wait; add "did:" and an event to its "if"'
            if any(isinstance(condition, Responded) for condition in step.awaited):
                message += ', or ask this in a "branch" after a "delay"'
            yield problem(Code.NOT_ALLOWED, (*step.path, "if"), message, on_key=True)


def _awaits_an_event(conditions: Sequence[Condition]) -> bool:
    return any(
        (isinstance(condition, Did) and not condition.negated)
        or (isinstance(condition, AllOf | AnyOf) and _awaits_an_event(condition.conditions))
        for condition in conditions
    )


def something_is_sent(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """What only marks customers, or lets them into other flows, is of use too."""
    does_something = any(isinstance(step, Send | Update | Start) for step in flow.all_steps())
    if flow.status is not Status.DRAFT and not does_something:
        message = f'the flow is {flow.status} and sends nothing; add a "send" step'
        yield problem(Code.NEVER_SENDS, ("steps",), message, on_key=True)
