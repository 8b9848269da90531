"""A rule on times of the day at which the send window is shut until the next morning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    DelayUntil,
    DelayUntilDate,
    Flow,
    Send,
    SendWindow,
    Step,
    blocks,
)
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.passing import DAY, since_midnight
from orchestrator.rules.say import problem
from orchestrator.rules.sends import is_marketing


@dataclass(frozen=True)
class Clock:
    """A time of the day that the flow names, and the message that is due then."""

    at: time
    zone: str
    path: Path
    send: Send


def messages_leave_on_their_day(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Of a time before the window opens the message is late by hours, and comes on its day."""
    defaults = context.project.defaults if context.project else None
    window = flow.send_window or (defaults.send_window if defaults else None)
    if window is None or window.start >= window.end:
        return
    project_zone = defaults.timezone if defaults else "UTC"
    for clock in (*_of_trigger(flow, project_zone), *_of_steps(flow.steps)):
        wait = DAY - since_midnight(clock.at) + since_midnight(window.start)
        leaves = wait <= (clock.send.not_after or flow.not_after)  # if not, F084 says so
        if is_marketing(clock.send, flow) and leaves and _is_shut(window, clock):
            message = (
                f"at {clock.at:%H:%M} the send window is shut, from {window.end:%H:%M} on, so the "
                f"message leaves on another day, at {window.start:%H:%M}; write an earlier time"
            )
            yield problem(Code.SEEMS_OTHERWISE, clock.path, message)


def _is_shut(window: SendWindow, clock: Clock) -> bool:
    return clock.zone == window.timezone and clock.at >= window.end


def _of_trigger(flow: Flow, project_zone: str) -> Iterator[Clock]:
    trigger, first = flow.trigger, flow.steps[0] if flow.steps else None
    if not isinstance(first, Send):
        return
    if isinstance(trigger, DateTrigger):
        yield Clock(trigger.at, trigger.timezone, (*trigger.path, "at"), first)
    elif isinstance(trigger, CalendarTrigger):
        zone = trigger.timezone or project_zone
        for occasion in trigger.occasions:
            if occasion.cron is None:
                yield Clock(occasion.at, zone, (*occasion.path, "at"), first)


def _of_steps(steps: Sequence[Step]) -> Iterator[Clock]:
    for index, step in enumerate(steps):
        following = steps[index + 1] if index + 1 < len(steps) else None
        match step, following:
            case DelayUntil(at=at, timezone=zone), Send():
                yield Clock(at, zone, (*step.path, "delay", "until"), following)
            case DelayUntilDate(at=time() as at, timezone=zone), Send():
                yield Clock(at, zone, (*step.path, "delay", "at"), following)
        for _arm, inner in blocks(step):
            yield from _of_steps(inner)
