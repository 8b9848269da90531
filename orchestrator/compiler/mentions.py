"""What a flow's conditions speak of: walked once here, for all who ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Ranked,
    Ref,
    Responded,
    Scope,
    SinceKind,
)
from orchestrator.model import (
    Branch,
    DelayUntilDate,
    Flow,
    Project,
    Segment,
    SegmentTrigger,
    Send,
    Start,
    Step,
    Update,
    WaitFor,
)

_OF_ANY_PASSAGE = (Scope.CUSTOMER, Scope.EVENT, Scope.LINE)


def every_condition(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Each condition with those inside it, in reading order."""
    for condition in conditions:
        yield condition
        yield from every_condition(_inner(condition))


def _inner(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return condition.conditions
        case Did():
            return (*condition.where, *condition.sums)
        case Lines():
            return condition.where
        case _:
            return ()


def refs_of(conditions: Iterable[Condition]) -> Iterator[tuple[Condition, list[Ref]]]:
    """Every condition, nested ones too, with the values that it reads itself."""
    for condition in every_condition(conditions):
        match condition:
            case Compare():
                value = condition.value
                values = value if isinstance(value, tuple) else (value,)
                read = [condition.ref, *(each for each in values if isinstance(each, Ref))]
                yield condition, read
            case Ranked():
                yield condition, [condition.ref]
            case _:
                yield condition, []


def speak_of_passage(conditions: Iterable[Condition]) -> bool:
    """Whether they may hold in one passage of a customer and not in another one.

    A `did` that says nothing of `since` is taken to count everything, as where mail is held back.
    """
    return any(_speaks_of_passage(each, refs) for each, refs in refs_of(conditions))


def _speaks_of_passage(condition: Condition, refs: Iterable[Ref]) -> bool:
    if any(ref.scope not in _OF_ANY_PASSAGE for ref in refs):
        return True
    match condition:
        case Did():
            return condition.since is not None and condition.since.kind is not SinceKind.EVER
        case Responded():
            return condition.flow is None and condition.step is not None
        case _:
            return False


def conditions_of_step(step: Step) -> tuple[Condition, ...]:
    match step:
        case Branch():
            return tuple(each for case in step.cases for each in case.conditions)
        case WaitFor():
            return step.awaited
        case Send():
            return step.only_if
        case _:
            return ()


def conditions_of_flow(flow: Flow) -> Iterator[Condition]:
    """Those that may speak of a passage and its trigger, nested ones too."""
    goal = (flow.goal.condition,) if flow.goal else ()
    hold = flow.hold.conditions if flow.hold else ()
    yield from every_condition((*flow.conditions, *flow.exit_when, *goal, *hold))
    for step in flow.all_steps():
        yield from every_condition(conditions_of_step(step))


def refs_of_flow(flow: Flow) -> Iterator[Ref]:
    """Every value that the flow reads, in conditions and in steps."""
    for _condition, refs in refs_of(list(conditions_of_flow(flow))):
        yield from refs
    for step in flow.all_steps():
        yield from _refs_of_step(step)


def _refs_of_step(step: Step) -> Iterator[Ref]:
    match step:
        case Update():
            yield from (each for each in step.set.values() if isinstance(each, Ref))
        case DelayUntilDate():
            read = (step.date, step.plus_days, step.times)
            yield from (each for each in read if each is not None)
        case _:
            return


def started_by(flow: Flow) -> list[str]:
    """The keys of the flows that it starts."""
    return [step.flow for step in flow.all_steps() if isinstance(step, Start)]


def segments_of(flows: Iterable[Flow], project: Project) -> list[Segment]:
    """The segments that flows ask for and those that these are made of, the innermost first."""
    found: dict[str, Segment] = {}
    seen: set[str] = set()

    def add(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        segment = project.segments[name]
        for inner in _named(every_condition((*segment.conditions, *segment.stay))):
            add(inner)
        found[name] = segment

    for flow in flows:
        for name in _named(conditions_of_flow(flow)):
            add(name)
        if isinstance(flow.trigger, SegmentTrigger):
            add(flow.trigger.segment)
    return list(found.values())


def _named(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, InSegment):
            yield condition.segment
        elif isinstance(condition, Ranked) and condition.among is not None:
            yield condition.among
