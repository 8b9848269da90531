"""Which of the files are not in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from orchestrator import tables
from orchestrator.deployment.engine import Compiled
from orchestrator.store import StoreError, open_existing


def waiting_for_apply(flows: Sequence[Compiled]) -> list[str]:
    """Those that run by another version than their file's, so not before `flows apply`."""
    if not flows:
        return []
    first = flows[0]
    query = select(tables.flow.c.flow, tables.flow.c.digest)
    try:
        with open_existing(first.project.database, first.root) as store, store.reading() as state:
            in_force = {row.flow: row.digest for row in state.execute(query)}
    except StoreError:
        # Nothing has run yet; or each run will say what is the matter.
        return []
    return [
        each.flow.key
        for each in flows
        if in_force.get(each.flow.key, each.program.digest) != each.program.digest
    ]
