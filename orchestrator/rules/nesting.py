"""Rules on conditions within arms: whether they can hold for whoever is in there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.catalog import Type
from orchestrator.conditions import AllOf, Compare, Condition, NoneOf, Operator, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Branch, Flow, Send, Step, Update, WaitFor, blocks
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.columns import column_of
from orchestrator.rules.context import Context
from orchestrator.rules.frozen import is_frozen
from orchestrator.rules.logic import Known, can_hold
from orchestrator.rules.say import problem
from orchestrator.rules.wording import condition_words

MOST_ASKED = 12
"""So much is remembered of the arms around; what was asked further out is left aside."""
MOST_TOLD_APART = 4
"""Of a branch with more cases nothing is concluded from those that were not taken."""


@dataclass(frozen=True)
class _Around:
    """What holds for whoever is here; `now` only until the customer waits for something."""

    frozen: tuple[Condition, ...] = ()
    now: tuple[Condition, ...] = ()

    @property
    def asked(self) -> tuple[Condition, ...]:
        return (*self.frozen, *self.now)

    def later(self) -> _Around:
        return _Around(self.frozen)

    def inside(self, conditions: Iterable[Condition], names: Names) -> _Around:
        each = tuple(conditions)
        frozen = (*self.frozen, *(one for one in each if is_frozen(one)))
        now = (*self.now, *(one for one in each if _is_lasting(one, names)))
        return _Around(frozen[-MOST_ASKED:], now[-MOST_ASKED:])


def arms_agree_with_what_is_around_them(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    segments = context.project.segments if context.project else {}
    known = Known(context.names(flow), segments, ever=False)
    for conditions, around in _asked(flow.steps, _Around(), known.names):
        asked = around.asked
        if not asked or not can_hold(conditions, known) or not can_hold(asked, known):
            continue
        for condition in conditions:
            if not can_hold((*asked, condition), known):
                message = (
                    f"nobody who gets here can meet this: {condition_words([condition])}; for "
                    f"whoever is in this arm, {condition_words(asked)}"
                )
                yield problem(Code.CONTRADICTION, condition.path, message)
                break


def _asked(
    steps: Sequence[Step], around: _Around, names: Names
) -> Iterator[tuple[tuple[Condition, ...], _Around]]:
    """The conditions of each step, with what the arms around it have asked."""
    for step in steps:
        match step:
            case Send():
                yield step.only_if, around
            case Branch():
                yield from _cases(step, around, names)
            case _:
                for _arm, inner in blocks(step):
                    after = around.later() if isinstance(step, WaitFor) else around
                    yield from _asked(inner, after, names)
        if not isinstance(step, Update) or step.set or step.add_tags or step.remove_tags:
            around = around.later()


def _cases(
    branch: Branch, around: _Around, names: Names
) -> Iterator[tuple[tuple[Condition, ...], _Around]]:
    missed: list[Condition] = []
    for case in branch.cases:
        yield case.conditions, around
        inside = around.inside((*missed, *case.conditions), names)
        yield from _asked(case.steps, inside, names)
        if len(branch.cases) <= MOST_TOLD_APART and case.conditions:
            missed.append(NoneOf((AllOf(case.conditions),)))
    if len(branch.cases) <= MOST_TOLD_APART:
        yield from _asked(branch.otherwise, around.inside(missed, names), names)


def _is_lasting(condition: Condition, names: Names) -> bool:
    """Whether it is of a column that says what the customer is, and so still holds a moment later."""
    match condition:
        case AllOf() | NoneOf():
            return all(_is_lasting(each, names) for each in condition.conditions)
        case Compare(ref=ref):
            is_word = names.type_of(ref) in (Type.TEXT, Type.BOOLEAN)
            return is_word and ref.scope is Scope.CUSTOMER and column_of(names, ref) is not None
        case _:
            return False


def nothing_is_read_of_what_never_came(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """In the `else` of a wait the event has not come, so that every comparison with it is false."""
    for step in flow.all_steps():
        if not isinstance(step, WaitFor):
            continue
        for condition in _all_in(step.otherwise, context.names(flow)):
            if _reads(condition, step):
                message = (
                    f'nobody who gets here can meet this: in the else of "{step.id}" it did not '
                    f"come, so there is nothing to compare: {condition_words([condition])}"
                )
                yield problem(Code.CONTRADICTION, condition.path, message)


def _all_in(steps: Sequence[Step], names: Names) -> Iterator[Condition]:
    for conditions, _around in _asked(steps, _Around(), names):
        yield from _flat(conditions)


def _flat(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from _flat(condition.conditions)
        else:
            yield condition


def _reads(condition: Condition, wait: WaitFor) -> bool:
    if not isinstance(condition, Compare):
        return False
    if condition.operator is Operator.EXISTS and condition.value is False:
        return False
    return condition.ref.scope is Scope.AWAITED and condition.ref.record == wait.id
