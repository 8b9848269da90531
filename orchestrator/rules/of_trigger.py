"""What a flow reads of its trigger where nobody has asked whether there is anything to read.

A `start` hands over nothing but the instant (`trigger.time`), so that whoever has asked for any
other value of the trigger, and found it, was not started.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.conditions import Compare, Condition, Lines, Operator, Ranked, Ref, Scope
from orchestrator.model import DelayUntilDate, Flow, Send, Step, Update
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.filled import asked, filled_before
from orchestrator.rules.places import Found, Kind, Place, leaves
from orchestrator.rules.references import readings_of
from orchestrator.rules.variables import Text, texts_of
from orchestrator.templates import Variable

HANDED_OVER = ("trigger", "time")

WHERE = {
    Kind.WHO_MAY_ENTER: '"conditions"',
    Kind.WAY_OUT: '"exit_when"',
    Kind.GOAL: '"goal"',
    Kind.HOLD: '"hold_while"',
    Kind.CASE: '"branch: {id}"',
    Kind.ONLY_IF: '"only_if" of "send: {id}"',
    Kind.AWAITED: '"wait_for: {id}"',
}


@dataclass(frozen=True)
class Reading:
    """One value of the trigger, where it is read, and how to ask there whether it exists."""

    value: str
    where: str
    question: str


def unasked_readings(flow: Flow, context: Context) -> Iterator[Reading]:
    """What is missing for whoever was started: first what is asked, then what is done, then said."""
    known = {id(step): filled for step, filled in filled_before(flow.steps, frozenset())}
    for place in context.places(flow):
        if place.kind is not Kind.WHERE and not _is_found(known.get(id(place.step))):
            yield from _of_place(place)
    for step in flow.all_steps():
        if not _is_found(known[id(step)]):
            yield from _of_step(step)
    for text in texts_of(flow, context.templates):
        if not _is_found(known[id(text.send)] | asked(text.send.only_if)):
            yield from _of_text(text)


def _is_found(paths: Iterable[tuple[str, ...]] | None) -> bool:
    return any(len(path) > 1 and _is_of_trigger(path) for path in paths or ())


def _is_of_trigger(path: tuple[str, ...]) -> bool:
    return path[0] == "trigger" and path != HANDED_OVER


def _of_place(place: Place) -> Iterator[Reading]:
    read = [ref for found in leaves(place) for ref in _refs_of(found.condition)]
    # What must be there to enter lets in nobody who was started, however it is asked.
    is_asked = any(_asks(found) for found in leaves(place))
    if is_asked and not (place.kind is Kind.WHO_MAY_ENTER and _is_found(asked(place.conditions))):
        return
    step_id = getattr(place.step, "id", "")
    for ref in _of_trigger(read):
        yield Reading(str(ref), WHERE[place.kind].format(id=step_id), _question(ref, place.kind))


def _question(ref: Ref, kind: Kind) -> str:
    name = "trigger.key" if ref.name == "items" else str(ref)
    match kind:
        case Kind.WHO_MAY_ENTER:
            return f'ask there with "any:" for "{name}: exists: false" too'
        case Kind.WAY_OUT:
            return f'ask there with "all:" for "{name}: exists: true" too'
    return f'ask there for "{name}: exists: true" too'


def _asks(found: Found) -> bool:
    condition = found.condition
    is_question = isinstance(condition, Compare) and condition.operator is Operator.EXISTS
    return is_question and bool(_of_trigger(_refs_of(condition)))


def _refs_of(condition: Condition) -> list[Ref]:
    match condition:
        case Lines(scope=Scope.TRIGGER):
            return [Ref(Scope.TRIGGER, "items")]
        case Compare() | Ranked():
            return [reading.ref for reading in readings_of(condition)]
    return []


def _of_step(step: Step) -> Iterator[Reading]:
    match step:
        case DelayUntilDate():
            refs = [ref for ref in (step.date, step.plus_days, step.times) if ref]
            where = f'"delay: until_date: {step.date}"'
        case Update():
            refs = [value for value in step.set.values() if isinstance(value, Ref)]
            where = '"update"'
        case _:
            return
    for ref in _of_trigger(refs):
        yield Reading(str(ref), where, f'put it into a branch that asks "{ref}: exists: true"')


def _of_trigger(refs: Iterable[Ref]) -> list[Ref]:
    return [r for r in refs if r.scope is Scope.TRIGGER and str(r) != ".".join(HANDED_OVER)]


def _of_text(text: Text) -> Iterator[Reading]:
    for variable in text.inspection.needed:
        if _is_of_trigger(variable.path) and not _is_found(variable.asked):
            name = ".".join(variable.path[: 2 if "*" in variable.path else None])
            yield Reading(name, _place(text.send, variable), f"ask {{% if {name} %}} there")


def _place(send: Send, variable: Variable) -> str:
    if variable.file:
        return f"{variable.file}:{variable.line}"
    return f'the subject of "send: {send.id}"'
