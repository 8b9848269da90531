"""Who enters: one INSERT … SELECT per kind of trigger, judged against the ledger."""

from orchestrator.compiler.entering.by_date import enter_by_date
from orchestrator.compiler.entering.by_event import enter_by_event
from orchestrator.compiler.entering.by_segment import (
    enter_by_segment,
    join_segment,
    leave_segment,
)
from orchestrator.compiler.entering.candidates import LOW

__all__ = [
    "LOW",
    "enter_by_date",
    "enter_by_event",
    "enter_by_segment",
    "join_segment",
    "leave_segment",
]
