"""One tick of one flow, in the order that docs/how-it-runs.md tells."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    SegmentTrigger,
    Send,
    Start,
    Status,
    WaitFor,
)
from tests.oracle.conditions import any_holds, is_member
from tests.oracle.dates import by_date, follow
from tests.oracle.mentions import events_of, segments_of
from tests.oracle.messages import deliver
from tests.oracle.setting import Setting
from tests.oracle.standing import At
from tests.oracle.state import FlowState, Passage
from tests.oracle.steps import perform
from tests.oracle.triggers import by_calendar, by_event, by_segment, look_at_segment, low_of
from tests.oracle.waiting import wake


def tick(setting: Setting, flow: Flow, version: object) -> None:
    """`version` is another one wherever the flow was edited."""
    state = _begin(setting, flow)
    is_edited, state.version = state.version != version, version
    _remember(setting, flow)
    if flow.status is Status.PAUSED:
        _watch(setting, flow, state)
        return
    _exit(setting, flow, state)
    for number, node in enumerate(setting.layouts[flow.key].nodes):
        if isinstance(node.step, WaitFor):
            events = events_of(node.step.awaited)
            for each in _standing(setting, flow, number):
                waits = each.waits_since is not None
                if waits and (is_edited or _has_news(setting, each, events, state)):
                    _wake(At(setting, flow, node), node.step, each)
    if isinstance(flow.trigger, DateTrigger):
        follow(setting, flow, flow.trigger)
    _enter(setting, flow, state)
    state.watermark = state.live_at = setting.now
    for number, node in enumerate(setting.layouts[flow.key].nodes):
        here = [
            each
            for each in _standing(setting, flow, number)
            if each.due is not None and each.due <= setting.now
        ]
        at = At(setting, flow, node)
        perform(at, here)
        if isinstance(node.step, Send):
            deliver(at, node.step)


def _begin(setting: Setting, flow: Flow) -> FlowState:
    if flow.key not in setting.state.flows:
        trigger = flow.trigger
        past = trigger.include_past if isinstance(trigger, EventTrigger) else None
        starts_at = setting.now - past if past else setting.now
        setting.state.flows[flow.key] = FlowState(starts_at, setting.now)
    return setting.state.flows[flow.key]


def _watch(setting: Setting, flow: Flow, state: FlowState) -> None:
    """A paused flow looks, and makes up for nothing."""
    state.starts_at = max(state.starts_at, setting.now)
    if isinstance(flow.trigger, SegmentTrigger):
        look_at_segment(setting, flow.trigger, state)
    state.watermark, state.live_at = setting.now, None


def _remember(setting: Setting, flow: Flow) -> None:
    started = [setting.flows[step.flow] for step in flow.all_steps() if isinstance(step, Start)]
    for name in segments_of((flow, *started), setting.project):
        if setting.project.segments[name].stay:
            setting.state.remembered[name] = {
                each
                for each in setting.reader.customers(setting.now)
                if is_member(name, setting.place(each))
            }


def _exit(setting: Setting, flow: Flow, state: FlowState) -> None:
    events = events_of(flow.exit_when)
    for each in setting.state.of(flow.key):
        has_news = each.is_open and _has_news(setting, each, events, state)
        if has_news and any_holds(flow.exit_when, setting.inside(each)):
            setting.leave(each, "exit_when")


def _wake(at: At, step: WaitFor, passage: Passage) -> None:
    if any_holds(at.flow.exit_when, at.setting.inside(passage)):
        at.setting.leave(passage, "exit_when")
    else:
        wake(at, step, passage)


def _has_news(setting: Setting, passage: Passage, events: Iterable[str], state: FlowState) -> bool:
    """Whether a row of these events is new to the flow."""
    if setting.reader.customer(passage.customer) is None:
        return False
    low = low_of(state)
    return any(
        row.time is not None and row.time > low
        for event in events
        for row in setting.reader.happened(event, setting.now, passage.customer)
    )


def _enter(setting: Setting, flow: Flow, state: FlowState) -> None:
    match flow.trigger:
        case EventTrigger() as trigger:
            by_event(setting, flow, trigger, state)
        case SegmentTrigger() as trigger:
            by_segment(setting, flow, trigger, state)
        case DateTrigger() as trigger:
            by_date(setting, flow, trigger, state)
        case CalendarTrigger() as trigger:
            by_calendar(setting, flow, trigger, state)
        case ManualTrigger():
            pass


def _standing(setting: Setting, flow: Flow, number: int) -> list[Passage]:
    return [each for each in setting.state.of(flow.key) if each.node == number]
