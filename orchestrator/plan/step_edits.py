"""Which steps an edit has added, removed, changed, renamed or moved."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from orchestrator.plan.document import Edit, StepEdit
from orchestrator.plan.rerouting import rerouted
from orchestrator.program import Station, Version
from orchestrator.runner import Transfer, place_words


def step_edits(old: Version, transfer: Transfer) -> Iterator[StepEdit]:
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
    moved = _moved([name for name in kept.values() if name], transfer.new)
    for station in transfer.new.stations:
        if station.position in moved:
            yield StepEdit(Edit.MOVED, _name(station.position, transfer.new), station.line)
    for station in rerouted(transfer, moved):
        yield StepEdit(Edit.REROUTED, _name(station.position, transfer.new), station.line)


def _kept(before: Station, after: Station, old: Version, new: Version) -> Iterator[StepEdit]:
    was, name = _name(before.position, old), _name(after.position, new)
    if before.meaning != after.meaning:
        yield StepEdit(Edit.CHANGED, name, after.line, was if was != name else None)
    elif "+" not in after.position and was != name:
        yield StepEdit(Edit.RENAMED, name, after.line, was)


def _moved(kept: list[str], new: Version) -> set[str]:
    """Those that stand in another order than before."""
    known = set(kept)
    now = [each.position for each in new.stations if each.position in known]
    matcher = difflib.SequenceMatcher(None, kept, now, autojunk=False)
    stable = {
        name for block in matcher.get_matching_blocks() for name in kept[block.a :][: block.size]
    }
    return {each for each in now if each not in stable and "+" not in each}


def _name(position: str, version: Version) -> str:
    """With its kind, where it is called by its id."""
    if "+" in position:
        return place_words(position, version)
    return next(each.name for each in version.stations if each.position == position)
