"""Rules on flows that others start: no trigger brings them any values then."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import Compare, Lines, Ranked, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import (
    DelayUntilDate,
    EventTrigger,
    Flow,
    ManualTrigger,
    SegmentTrigger,
    Step,
    Update,
)
from orchestrator.rules.places import Kind
from orchestrator.rules.references import readings_of
from orchestrator.rules.say import problem
from orchestrator.rules.starts import starts_of
from orchestrator.rules.variables import texts_of
from orchestrator.rules.whole import Whole, in_file_of


def started_flows_read_what_they_get(whole: Whole) -> Iterator[Diagnostic]:
    """A flow that is started gets the values of a trigger only where both have the same event."""
    for flow in whole.judged:
        for step in starts_of(flow):
            target = whole.by_key.get(step.flow)
            if target is None or _gets_values(flow, target):
                continue
            read = sorted(trigger_values(target, whole))
            if read:
                message = (
                    f'"{target.key}" reads {read[0]}, which only its own trigger brings; '
                    "started from here it has none"
                )
                path = (*step.path, "start")
                yield in_file_of(flow, problem(Code.NO_TRIGGER_VALUES, path, message))


def _gets_values(flow: Flow, target: Flow) -> bool:
    """Where the target's trigger brings nothing, what it reads is wrong by itself."""
    if isinstance(target.trigger, ManualTrigger | SegmentTrigger):
        return True
    events = [
        each.event for each in (flow.trigger, target.trigger) if isinstance(each, EventTrigger)
    ]
    return len(events) == len({*events}) + 1


def trigger_values(flow: Flow, whole: Whole) -> set[str]:
    """What a flow reads of its trigger, in templates too; `where` is not asked of who is started."""
    templates = whole.context.templates
    variables = (v for text in texts_of(flow, templates) for v in text.inspection.variables)
    read = {".".join(each.path) for each in variables if each.path[:1] == ("trigger",)}
    for found in whole.context.conditions(flow):
        condition = found.condition
        if isinstance(condition, Lines) and condition.scope is Scope.TRIGGER:
            read.add("trigger.items")
        if isinstance(condition, Compare | Ranked) and found.place.kind is not Kind.WHERE:
            read |= {str(r.ref) for r in readings_of(condition) if r.ref.scope is Scope.TRIGGER}
    refs = [ref for step in flow.all_steps() for ref in _refs_of(step)]
    read |= {str(ref) for ref in refs if ref.scope is Scope.TRIGGER}
    return {value for value in read if value.count(".")}


def _refs_of(step: Step) -> list[Ref]:
    match step:
        case DelayUntilDate():
            return [ref for ref in (step.date, step.plus_days, step.times) if ref]
        case Update():
            return [value for value in step.set.values() if isinstance(value, Ref)]
        case _:
            return []
