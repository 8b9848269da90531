"""One flow: the version that is in force against the one of the files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace

from orchestrator.plan.deployed import Deployed
from orchestrator.plan.document import Change, Edit, FlowPlan, People, StepEdit
from orchestrator.plan.renames import guessed_renames
from orchestrator.plan.settings import breaking_settings, is_same, setting_edits
from orchestrator.program import Program, Station, Version
from orchestrator.runner import Destination, Transfer, place_words

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
    steps = tuple(_steps(old, transfer))
    settings = tuple(setting_edits(old, transfer.new))
    people = tuple(_people(found, transfer))
    notes: tuple[str, ...] = ()
    if not steps and not settings and is_same(old, transfer.new):
        notes = (_ELSEWHERE,)
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


def _steps(old: Version, transfer: Transfer) -> Iterator[StepEdit]:
    kept = {each.position: transfer.same(each.position) for each in old.stations}
    taken = set(kept.values())
    for each in old.stations:
        if kept[each.position] is None:
            yield StepEdit(Edit.REMOVED, _name(each.position, old), each.line)
    for each in transfer.new.stations:
        if each.position not in taken:
            yield StepEdit(Edit.ADDED, _name(each.position, transfer.new), each.line)
    for each in old.stations:
        if (name := kept[each.position]) is not None:
            yield from _kept(each, transfer.after[name], old, transfer.new)
    yield from _moved([name for name in kept.values() if name], transfer.new)


def _kept(before: Station, after: Station, old: Version, new: Version) -> Iterator[StepEdit]:
    was, name = _name(before.position, old), _name(after.position, new)
    if before.meaning != after.meaning:
        yield StepEdit(Edit.CHANGED, name, after.line, was if was != name else None)
    elif "+" not in after.position and was != name:
        yield StepEdit(Edit.RENAMED, name, after.line, was)


def _moved(kept: list[str], new: Version) -> Iterator[StepEdit]:
    """Those that stand in another order than before."""
    now = [each.position for each in new.stations if each.position in set(kept)]
    matcher = difflib.SequenceMatcher(None, kept, now, autojunk=False)
    stable = {
        name for block in matcher.get_matching_blocks() for name in kept[block.a :][: block.size]
    }
    for each in new.stations:
        if each.position in set(kept) - stable and "+" not in each.position:
            yield StepEdit(Edit.MOVED, _name(each.position, new), each.line)


def _name(position: str, version: Version) -> str:
    """With its kind, where it is called by its id."""
    if "+" in position:
        return place_words(position, version)
    return next(each.name for each in version.stations if each.position == position)


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
