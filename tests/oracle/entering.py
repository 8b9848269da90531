"""Judging candidates, and letting them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrator.conditions import SinceKind
from orchestrator.model import CountedFrom, Flow, Per, ReentryKind, WhileInside
from tests.oracle.books import Value
from tests.oracle.conditions import all_hold, any_holds
from tests.oracle.drawing import lot
from tests.oracle.setting import Setting
from tests.oracle.state import Passage, Trigger


@dataclass(frozen=True)
class Candidate:
    customer: int
    occasion: str
    unique: str
    key: Value
    trigger: Trigger
    at: datetime
    """The trigger's own time."""
    due: datetime | None
    """When the first message is due; None: now."""
    order: tuple[object, ...] = ()


def let_in(setting: Setting, flow: Flow, candidates: Iterable[Candidate]) -> None:
    """Of those who come at the same time, one a customer enters, unless nothing speaks against."""
    by_customer: dict[int, list[Candidate]] = {}
    for each in candidates:
        if _is_admissible(setting, flow, each):
            by_customer.setdefault(each.customer, []).append(each)
    for found in by_customer.values():
        found.sort(key=lambda each: (each.at, *each.order))
        entered: list[Candidate] = []
        for each in found:
            if not any(_bars(flow, first, each) for first in entered):
                _enter(setting, flow, each)
                entered.append(each)


def _bars(flow: Flow, first: Candidate, later: Candidate) -> bool:
    """Of one customer and tick: whether the one who has just entered keeps the other out."""
    if flow.while_inside is not WhileInside.BOTH or flow.reentry.kind is ReentryKind.NEVER:
        return True
    if flow.reentry.kind is ReentryKind.ALWAYS:
        return False
    return flow.reentry.per is not Per.KEY or first.key == later.key


def _is_admissible(setting: Setting, flow: Flow, candidate: Candidate) -> bool:
    if not setting.reader.is_there(candidate.customer, setting.now):
        return False
    place = setting.place(candidate.customer, trigger=candidate.trigger)
    about = _passage(setting, flow, candidate)
    after = setting.place(
        candidate.customer,
        trigger=candidate.trigger,
        passage=about,
        default_since=SinceKind.TRIGGER,
    )
    return (
        all_hold(flow.conditions, place)
        and not any_holds(flow.exit_when, after)
        and _may_come_again(setting, flow, candidate)
    )


def _may_come_again(setting: Setting, flow: Flow, candidate: Candidate) -> bool:
    earlier = list(setting.state.of(flow.key, candidate.customer))
    if any(each.unique == candidate.unique for each in earlier):
        return False
    if flow.while_inside is WhileInside.IGNORE and any(each.is_open for each in earlier):
        return False
    reentry = flow.reentry
    if reentry.kind is ReentryKind.ALWAYS:
        return True
    if reentry.kind is ReentryKind.NEVER:
        return not earlier
    if reentry.per is Per.KEY:
        earlier = [each for each in earlier if each.key == candidate.key]
    after = reentry.after or timedelta(0)
    if reentry.counted_from is CountedFrom.ENTRY:
        return all(setting.now - each.entered_at >= after for each in earlier)
    return all(each.ended_at and setting.now - each.ended_at >= after for each in earlier)


def _enter(setting: Setting, flow: Flow, candidate: Candidate) -> None:
    if flow.while_inside is WhileInside.RESTART:
        for each in setting.state.of(flow.key, candidate.customer):
            if each.is_open:
                setting.leave(each, "restarted")
    passage = _passage(setting, flow, candidate)
    passage.held_out = lot(f"{flow.key}:holdout", passage.customer) < flow.holdout / 100
    setting.state.passages.append(passage)
    start = setting.layouts[flow.key].start
    due = candidate.due
    began = setting.state.flows[flow.key].began_at if due else None
    setting.arrive(passage, flow, start, max(due, began) if due and began else None)


def _passage(setting: Setting, flow: Flow, candidate: Candidate) -> Passage:
    return Passage(
        flow=flow.key,
        customer=candidate.customer,
        occasion=candidate.occasion,
        unique=candidate.unique,
        key=candidate.key,
        trigger=candidate.trigger,
        triggered_at=candidate.at,
        entered_at=setting.now,
    )
