"""The rule on flows that others start: a start hands over no values of a trigger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import ManualTrigger, SegmentTrigger
from orchestrator.rules.of_trigger import Reading, unasked_readings
from orchestrator.rules.say import named, problem
from orchestrator.rules.starts import starts_of
from orchestrator.rules.whole import Whole, in_file_of

BRING_NOTHING = (ManualTrigger, SegmentTrigger)
"""What flows of these read of their trigger is wrong by itself."""


def started_flows_read_what_they_get(whole: Whole) -> Iterator[Diagnostic]:
    """Even of a flow with the very same trigger: neither event's row is handed over."""
    for flow in whole.judged:
        for step in starts_of(flow):
            target = whole.by_key.get(step.flow)
            if target is None or isinstance(target.trigger, BRING_NOTHING):
                continue
            read = [*unasked_readings(target, whole.context)]
            if read:
                message = _message(target.key, read)
                path = (*step.path, "start")
                yield in_file_of(flow, problem(Code.NO_TRIGGER_VALUES, path, message))


def _message(target: str, read: Sequence[Reading]) -> str:
    first = read[0]
    others = [*dict.fromkeys(each.value for each in read if each.value != first.value)]
    beside = f" ({named(others)} too)" if others else ""
    return (
        f'"{target}" reads {first.value} in {first.where}{beside}, and a start hands over no values '
        f"of a trigger; {first.question}, or read a fact that an update sets before this start"
    )
