"""A random triple from a seed."""

from __future__ import annotations

from orchestrator.model import DateTrigger, Project
from tests.oracle.generate.chance import BEGINNINGS, DAYS, HOURS, MINUTES, Chance
from tests.oracle.generate.flows import flows_of, project_of
from tests.oracle.generate.history import Historian
from tests.oracle.triple import Round, Triple

_GAPS = (
    5 * MINUTES,
    15 * MINUTES,
    30 * MINUTES,
    HOURS,
    HOURS,
    90 * MINUTES,
    6 * HOURS,
    16 * HOURS,
    DAYS,
    DAYS,
    2 * DAYS,
    3 * DAYS,
    7 * DAYS,
)


def triple_of(seed: int, base: Project) -> Triple:
    chance = Chance(seed)
    now = chance.one_of(BEGINNINGS) + chance.number(0, 24) * 15 * MINUTES
    project = project_of(chance, base, now)
    flows = flows_of(chance, project, now)
    historian = Historian(chance, chance.number(3, 8))
    keys = [flow.key for flow in flows]
    dated = any(isinstance(flow.trigger, DateTrigger) for flow in flows)
    gaps = (*_GAPS, DAYS, DAYS, 16 * HOURS, 2 * DAYS) if dated else _GAPS
    rounds = [Round(now, tuple(historian.opening(now)), tuple(keys))]
    pausing = chance.one_of(keys) if chance.is_so(0.15) else None
    for _ in range(chance.number(2, 7)):
        before, now = now, now + chance.one_of(gaps)
        ticking = keys if chance.is_so(0.8) else chance.some_of(keys, len(keys))
        paused = {pausing} if pausing and chance.is_so(0.4) else set()
        happenings = tuple(historian.between(before, now))
        rounds.append(Round(now, happenings, tuple(chance.shuffled(ticking)), frozenset(paused)))
    return Triple(seed, project, flows, tuple(rounds))
