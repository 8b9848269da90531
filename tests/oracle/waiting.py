"""Waiting for something to happen."""

from __future__ import annotations

from orchestrator.conditions import AllOf, AnyOf, Condition, Did, NoneOf, SinceKind, Times
from orchestrator.model import WaitFor
from tests.oracle.books import Value
from tests.oracle.conditions import all_hold, rows_of
from tests.oracle.place import Place
from tests.oracle.standing import At
from tests.oracle.state import Passage


def wait(at: At, step: WaitFor, passage: Passage) -> None:
    if passage.waits_since is None:
        passage.waits_since, passage.due = at.now, at.now + step.at_most
    wake(at, step, passage)


def wake(at: At, step: WaitFor, passage: Passage) -> None:
    """Judge whoever waits: rows after the time was up never count."""
    place = at.setting.inside(passage, SinceKind.MESSAGE, passage.due)
    if all_hold(step.awaited, place):
        deciding = _deciding(step, place)
        if deciding is not None:
            passage.awaited[step.id] = deciding
        at.take(passage, step.id, "then", at.now)
    elif passage.due is not None and passage.due <= at.now:
        at.take(passage, step.id, "else", passage.due)


def _deciding(step: WaitFor, place: Place) -> dict[str, Value] | None:
    """The row of the first `did` with which it was often enough, else the last that counts."""
    asked = next((each for each in _dids(step.awaited) if not each.negated), None)
    if asked is None:
        return None
    rows = rows_of(asked, place)
    if asked.times is Times.AT_LEAST and not asked.sums:
        rows = rows[: asked.count] if len(rows) >= asked.count else []
    if not rows:
        return None
    last = rows[-1]
    return {name: last.value(name) for name in last.event.property_types()} | {"row": last.key}


def _dids(conditions: tuple[Condition, ...]) -> list[Did]:
    found: list[Did] = []
    for each in conditions:
        if isinstance(each, Did):
            found.append(each)
        elif isinstance(each, AllOf | AnyOf | NoneOf):
            found += _dids(each.conditions)
    return found
