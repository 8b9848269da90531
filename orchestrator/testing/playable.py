"""A flow that is ready to be ticked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from orchestrator.model import Flow
from orchestrator.program import Program
from orchestrator.runner.timetable import Timetable


@dataclass(frozen=True)
class Playable:
    """`shifts` are how far from its own instant its statements look."""

    flow: Flow
    program: Program
    timetable: Timetable
    shifts: frozenset[timedelta]
