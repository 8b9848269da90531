"""Letting customers into another flow."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.model import Start, Status
from tests.oracle.entering import Candidate, let_in
from tests.oracle.setting import Setting
from tests.oracle.state import Passage, Trigger


def start(setting: Setting, step: Start, here: Iterable[Passage]) -> None:
    """Who is held out starts nothing."""
    other = setting.flows[step.flow]
    if other.status is not Status.LIVE:
        return
    frozen, now = Trigger({"time": setting.now}), setting.now
    candidates = [
        Candidate(
            customer=each.customer,
            occasion="started",
            unique=f"start {id(step)} {id(each)}",
            key=None,
            trigger=frozen,
            at=now,
            due=None,
        )
        for each in here
        if not each.held_out
    ]
    let_in(setting, other, candidates)
