"""Which way somebody went at a branch, a split or a wait, and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from orchestrator.compiler.triggered import awaited_did
from orchestrator.model import Branch, Flow, Split, WaitFor
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.rows import row_words
from orchestrator.words import condition_words, duration_words
from orchestrator.words.names import awaiting, inside
from orchestrator.words.values import percent_words


def arm_words(asker: Asker, flow: Flow, step: Branch | Split | WaitFor, row: Row[Any]) -> str:
    match step:
        case Branch():
            return _branch(flow, step, row.arm)
        case Split():
            share = next((each.share for each in step.arms if each.name == row.arm), None)
            drawn = f" ({percent_words(share)} do)" if share is not None else ""
            return f"Drew the arm {row.arm} at {step.id}{drawn}."
        case WaitFor():
            return _waited(asker, flow, step, row)


def _branch(flow: Flow, step: Branch, arm: str) -> str:
    """At a branch with one case the arms are `then` and `else`, else `case-1` and so on."""
    numbered = arm.removeprefix("case-")
    number = 1 if arm == "then" else int(numbered) if numbered.isdigit() else None
    place = inside(flow.trigger)
    if number is not None and number <= len(step.cases):
        why = condition_words(step.cases[number - 1].conditions, place=place)
        before = ", and what is asked before did not" if number > 1 else ""
        return f"Took the arm {arm} at {step.id}, because this held: {why}{before}."
    asked = [condition_words(each.conditions, place=place) for each in step.cases]
    what = "this" if len(asked) == 1 else "none of this"
    holds = "did not hold" if len(asked) == 1 else "held"
    return f"Took the arm {arm} at {step.id}, because {what} {holds}: {'; '.join(asked)}."


def _waited(asker: Asker, flow: Flow, step: WaitFor, row: Row[Any]) -> str:
    asked = condition_words(step.awaited, place=awaiting(step, flow))
    if row.arm != "then":
        most = duration_words(step.at_most)
        return f"Waited at {step.id} for {most} in vain, for this to hold: {asked}."
    did = awaited_did(step)
    if row.awaited is None or did is None:
        return f"The wait at {step.id} ended, because this held: {asked}."
    types = asker.project.catalog.events[did.event].property_types()
    what = row_words(did.event, row.awaited, types, asker.times)
    return f"The wait at {step.id} ended, because of {what}."
