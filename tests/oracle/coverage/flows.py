"""The options of flows and projects, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.model import (
    CountedFrom,
    Flow,
    FrequencyCap,
    Per,
    Project,
    ReentryKind,
    SendWindow,
    WhileInside,
)
from tests.oracle.coverage.conditions import of_conditions

_WEEK = 7
EVERY_OPTION = (
    *(f"reentry: {each}" for each in ReentryKind),
    *(f"reentry: counted_from: {each}" for each in CountedFrom),
    *(f"reentry: per: {each}" for each in Per),
    *(f"while_inside: {each}" for each in WhileInside),
    *("conditions", "exit_when", "goal", "holdout", "priority", "not_after"),
    *("message_class: marketing", "message_class: transactional"),
    *("frequency_cap", "frequency_cap: of: this_flow", "frequency_cap: of: topic"),
    *("send_window", "send_window: days", "send_window: over midnight", "send_window: timezone"),
    *("hold_while", "defaults: send_window", "defaults: frequency_cap", "defaults: hold_while"),
    "segment with stay",
)


def of_flow(flow: Flow) -> Iterator[str]:
    yield f"reentry: {flow.reentry.kind}"
    if flow.reentry.kind is ReentryKind.AFTER:
        yield f"reentry: counted_from: {flow.reentry.counted_from}"
        yield f"reentry: per: {flow.reentry.per}"
    yield f"while_inside: {flow.while_inside}"
    yield f"message_class: {flow.message_class}"
    yield from ("not_after", "priority")
    named = (
        ("conditions", bool(flow.conditions)),
        ("exit_when", bool(flow.exit_when)),
        ("goal", flow.goal is not None),
        ("holdout", flow.holdout > 0),
        ("hold_while", flow.hold is not None),
    )
    yield from (name for name, is_said in named if is_said)
    yield from _of_caps(flow.frequency_cap)
    yield from _of_window(flow.send_window)
    goal = (flow.goal.condition,) if flow.goal else ()
    hold = flow.hold.conditions if flow.hold else ()
    yield from of_conditions((*flow.conditions, *flow.exit_when, *goal, *hold))


def of_project(project: Project) -> Iterator[str]:
    defaults = project.defaults
    yield from ("defaults: send_window",) if defaults.send_window else ()
    yield from ("defaults: frequency_cap",) if defaults.frequency_cap else ()
    yield from ("defaults: hold_while",) if defaults.hold else ()
    for segment in project.segments.values():
        yield from of_conditions((*segment.conditions, *segment.stay))
        yield from ("segment with stay",) if segment.stay else ()


def _of_caps(caps: Iterable[FrequencyCap]) -> Iterator[str]:
    for cap in caps:
        narrowed = "this_flow" if cap.this_flow else "topic" if cap.topic else None
        yield f"frequency_cap: of: {narrowed}" if narrowed else "frequency_cap"


def _of_window(window: SendWindow | None) -> Iterator[str]:
    if window is None:
        return
    yield "send_window"
    yield from ("send_window: days",) if len(window.weekdays) < _WEEK else ()
    yield from ("send_window: over midnight",) if window.start >= window.end else ()
    yield from ("send_window: timezone",) if window.timezone != "customer" else ()
