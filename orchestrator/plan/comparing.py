"""One flow: the version that is in force against the one of the files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace

from orchestrator.plan.deployed import Deployed
from orchestrator.plan.document import Change, FlowPlan, People
from orchestrator.plan.renames import guessed_renames
from orchestrator.plan.settings import breaking_settings, is_same, setting_edits
from orchestrator.plan.step_edits import step_edits
from orchestrator.program import Program, Version
from orchestrator.runner import Destination, Transfer, place_words

_BESIDE = (
    "its steps and settings are the same; a `was`, what it takes from orchestrator.yml (catalog, "
    "segments, defaults, coupons), or a flow that it starts, has changed"
)
_ELSEWHERE = (
    "the file says the same; what it takes from orchestrator.yml (catalog, segments, defaults, "
    "coupons), or a flow that it starts, has changed"
)


def compare(found: Deployed, program: Program | None) -> FlowPlan:
    """Without a program the flow is to be taken out of service."""
    if program is None:
        return _removed(found)
    plan = FlowPlan(program.flow, Change.NEW, found.digest, program.digest, found.inside)
    if found.digest is None:
        return plan
    if found.digest == program.digest:
        return replace(plan, change=Change.UNCHANGED)
    transfer = Transfer(found.version, program.version, program.renamed)
    if found.version is None:
        note = "it began under a release that kept no versions: what has changed is not known"
        return replace(plan, change=Change.CHANGED, notes=(note,))
    return _changed(plan, found, found.version, transfer)


def _removed(found: Deployed) -> FlowPlan:
    lines: tuple[str, ...] = ()
    if found.inside:
        lines = (
            f"its file is gone, or a draft: {counted(found.inside)} inside leave it (flow removed)",
        )
    people = tuple(
        People(
            each.position,
            place_words(each.position, found.version),
            each.people,
            found.queued.get(each.position, 0),
            None,
            "leave the flow",
            stays=False,
        )
        for each in found.standing
    )
    change = Change.REMOVED
    return FlowPlan(
        found.flow, change, found.digest, None, found.inside, people=people, breaking=lines
    )


def _changed(plan: FlowPlan, found: Deployed, old: Version, transfer: Transfer) -> FlowPlan:
    steps = tuple(step_edits(old, transfer))
    settings = tuple(setting_edits(old, transfer.new))
    people = tuple(_people(found, transfer))
    notes: tuple[str, ...] = ()
    if not steps and not settings and is_same(old, transfer.new):
        notes = (_ELSEWHERE if old.source == transfer.new.source else _BESIDE,)
    breaking = (*breaking_settings(old, transfer.new), *_lost(people))
    renames = tuple(guessed_renames(transfer))
    if any(not each.stays for each in people):
        breaking += renames
    else:
        notes += renames
    return replace(
        plan,
        change=Change.CHANGED,
        steps=steps,
        settings=settings,
        people=people,
        breaking=breaking,
        notes=notes,
        diff=_diff(old, transfer.new),
    )


def _people(found: Deployed, transfer: Transfer) -> Iterator[People]:
    for each in found.standing:
        to = transfer.destination(each.position)
        if to is None or (to.stays and not _is_changed(each.position, to, transfer)):
            continue
        lost = 0 if to.stays else found.queued.get(each.position, 0)
        yield People(
            each.position,
            place_words(each.position, transfer.old),
            each.people,
            lost,
            to.position,
            _fate(to, transfer),
            stays=to.stays,
        )


def _fate(to: Destination, transfer: Transfer) -> str:
    if to.position is None:
        return "leave the flow"
    if not to.stays:
        return f"go on to {place_words(to.position, transfer.new)}"
    waits = transfer.after[to.position].kind in ("delay", "wait_for")
    return "wait on as before" if waits else "stay there"


def _is_changed(position: str, to: Destination, transfer: Transfer) -> bool:
    before, after = transfer.before.get(position), transfer.after.get(to.position or "")
    return before is None or after is None or before.meaning != after.meaning


def _lost(people: tuple[People, ...]) -> Iterator[str]:
    for each in people:
        if not each.stays:
            yield f"{each.step} is removed, and {counted(each.people)} there: they {each.fate}"


def counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _diff(old: Version, new: Version) -> str:
    if not old.source or not new.source:
        return ""
    lines = difflib.unified_diff(
        old.source.splitlines(),
        new.source.splitlines(),
        f"{old.file} (in force)",
        f"{new.file} (files)",
        lineterm="",
    )
    return "\n".join(lines)
