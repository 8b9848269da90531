"""Rules on flows that start others: they exist, and nobody goes round in them for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, Reentry, ReentryKind, Start
from orchestrator.rules.say import problem, unknown
from orchestrator.rules.whole import Whole, in_file_of

A_DAY = timedelta(days=1)


def started_flows_exist(whole: Whole) -> Iterator[Diagnostic]:
    for flow in whole.judged:
        for step in starts_of(flow):
            if step.flow not in whole.keys:
                path = (*step.path, "start")
                message = f'there is no flow "{step.flow}"'
                found = unknown(Code.UNKNOWN_FLOW, path, message, step.flow, sorted(whole.keys))
                yield in_file_of(flow, found)


def starts_do_not_go_round(whole: Whole) -> Iterator[Diagnostic]:
    """Where each flow of a circle lets the same customer in again within a day, nobody ever gets out."""
    again = {f.key: f for f in whole.flows if _is_soon(f.reentry)}
    told: set[frozenset[str]] = set()
    for flow in whole.judged:
        circle = _circle(flow.key, again) if flow.key in again else ()
        if not circle or frozenset(circle) in told:
            continue
        told.add(frozenset(circle))
        way = " -> ".join((*circle, circle[0]))
        which = (
            "the flow starts itself"
            if len(circle) == 1
            else "the flows start each other in a circle"
        )
        entered = "it" if len(circle) == 1 else "one of them"
        message = (
            f"{which} without end: {way}; let {entered} be entered once (reentry: never) or "
            "only after some days (reentry: with after: below it)"
        )
        following = circle[1] if len(circle) > 1 else circle[0]
        step = next(step for step in starts_of(flow) if step.flow == following)
        yield in_file_of(flow, problem(Code.START_CIRCLE, (*step.path, "start"), message))


def _is_soon(reentry: Reentry) -> bool:
    """Whether the same customer may enter again within a day."""
    if reentry.kind is ReentryKind.AFTER:
        return reentry.after is not None and reentry.after < A_DAY
    return reentry.kind is ReentryKind.ALWAYS


def _circle(key: str, flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """The shortest way from a flow back to itself; empty if there is none."""
    ways: list[tuple[str, ...]] = [(key,)]
    seen = {key}
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for step in starts_of(flows[way[-1]]):
                if step.flow == key:
                    return way
                if step.flow in flows and step.flow not in seen:
                    seen.add(step.flow)
                    longer.append((*way, step.flow))
        ways = longer
    return ()


def starts_of(flow: Flow) -> list[Start]:
    return [step for step in flow.all_steps() if isinstance(step, Start)]


def started_by(flow: Flow) -> set[str]:
    """The keys of the flows that it starts."""
    return {step.flow for step in starts_of(flow)}
