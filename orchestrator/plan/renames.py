"""Steps that look as if they only had another name now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from orchestrator.program import Station
from orchestrator.runner import Transfer

_ALIKE = 0.6
"""How much of two ids must be the same where the steps are not."""


def guessed_renames(transfer: Transfer) -> Iterator[str]:
    """Of the removed steps those that an added one of the same kind looks like."""
    kept = {transfer.same(position) for position in transfer.before}
    added = [
        each for each in transfer.new.stations if _is_named(each) and each.position not in kept
    ]
    for gone in transfer.before.values():
        if not _is_named(gone) or transfer.same(gone.position) is not None:
            continue
        found = next((one for one in added if _look_alike(gone, one)), None)
        if found is not None:
            yield (
                f"did you mean `was: {gone.position}`? {found.name} looks like {gone.name} under "
                "another name; with that line people, messages and arms stay with it"
            )


def _is_named(station: Station) -> bool:
    return "+" not in station.position


def _look_alike(gone: Station, added: Station) -> bool:
    if gone.kind != added.kind:
        return False
    if gone.meaning == added.meaning:
        return True
    matcher = difflib.SequenceMatcher(None, gone.position, added.position)
    return matcher.ratio() >= _ALIKE
