"""Rules on starts that let nobody in, and on flows that wait to be started in vain."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, ManualTrigger, ReentryKind, Status
from orchestrator.rules.say import problem
from orchestrator.rules.starts import started_by, starts_of
from orchestrator.rules.whole import Whole, in_file_of


def started_flows_are_live(whole: Whole) -> Iterator[Diagnostic]:
    """A draft lets nobody in; of a flow that is a draft itself nothing is expected yet."""
    for flow in whole.judged:
        if flow.status is not Status.LIVE:
            continue
        for step in starts_of(flow):
            other = whole.by_key.get(step.flow)
            reason = _refusal(flow, other) if other else None
            if reason:
                message = f'nobody enters "{step.flow}" by this: {reason}'
                found = problem(Code.STARTS_NOBODY, (*step.path, "start"), message)
                yield in_file_of(flow, found)


def _refusal(flow: Flow, other: Flow) -> str | None:
    if other.status is Status.DRAFT:
        return "that flow is a draft"
    if other.key == flow.key and other.reentry.kind is ReentryKind.NEVER:
        return 'it is this very flow, and "reentry: never" lets nobody in again'
    return None


def manual_flows_are_started(whole: Whole) -> Iterator[Diagnostic]:
    if not whole.is_complete:
        return
    started = {key for flow in whole.flows for key in started_by(flow) if flow.key != key}
    for flow in whole.judged:
        if _waits_to_be_started(flow) and flow.key not in started:
            message = "nobody ever enters: the flow is live and no other flow starts it"
            yield in_file_of(flow, problem(Code.STARTS_NOBODY, ("trigger",), message))


def _waits_to_be_started(flow: Flow) -> bool:
    return isinstance(flow.trigger, ManualTrigger) and flow.status is Status.LIVE
