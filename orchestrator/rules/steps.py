"""Rules on steps: their ids, their shares, and whether anybody gets to them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Branch, Exit, Flow, Send, Status, Step
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem

WHOLE = 100.0
ROUNDING = 0.1
"""Three thirds of 33.3 % are meant as a whole."""


def ids_are_unique(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Regardless of case: ids become names in file systems and databases that ignore it."""
    seen: dict[str, str] = {}
    for step in flow.all_steps():
        if not isinstance(step, Send | Branch):
            continue
        folded = step.id.lower()
        if folded in seen:
            kind = "send" if isinstance(step, Send) else "branch"
            message = f'a second step with the id "{seen[folded]}"'
            yield problem(Code.DUPLICATE_ID, (*step.path, kind), message)
        seen.setdefault(folded, step.id)


def shares_make_a_whole(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for step in flow.all_steps():
        if isinstance(step, Send) and step.variants:
            shares = [variant.share for variant in step.variants]
            total = sum(shares)
            # A share that could not be read is 0, and was reported.
            if all(shares) and not math.isclose(total, WHOLE, abs_tol=ROUNDING):
                message = f"the shares make {total:g} %, not 100 %"
                yield problem(Code.SHARES, (*step.path, "variants"), message, on_key=True)


def no_step_follows_an_exit(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    yield from _after_exits(flow.steps)


def _after_exits(steps: tuple[Step, ...]) -> Iterator[Diagnostic]:
    for index, step in enumerate(steps):
        if isinstance(step, Branch):
            for arm in _arms(step):
                yield from _after_exits(arm)
        if _ends(step) and index + 1 < len(steps):
            reason = "an exit" if isinstance(step, Exit) else "a branch that exits every way"
            message = f"nobody gets to this step, which follows {reason}"
            yield problem(Code.UNREACHABLE_STEP, steps[index + 1].path, message)
            return


def _arms(branch: Branch) -> Iterator[tuple[Step, ...]]:
    yield from (case.steps for case in branch.cases)
    yield branch.otherwise


def _ends(step: Step) -> bool:
    """Whether nobody goes on after it; a branch without `else` lets the others go on."""
    if isinstance(step, Branch):
        return all(any(_ends(below) for below in arm) for arm in _arms(step))
    return isinstance(step, Exit)


def something_is_sent(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    if flow.status is not Status.DRAFT and not any(isinstance(s, Send) for s in flow.all_steps()):
        message = f'the flow is {flow.status} and sends nothing; add a "send" step'
        yield problem(Code.NEVER_SENDS, ("steps",), message, on_key=True)
