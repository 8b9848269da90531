"""Who enters: one INSERT … SELECT per kind of trigger, judged against the ledger."""

from orchestrator.compiler.entering.by_calendar import enter_by_calendar, enter_by_hand
from orchestrator.compiler.entering.by_date import enter_by_date
from orchestrator.compiler.entering.by_event import enter_by_event
from orchestrator.compiler.entering.by_segment import enter_by_segment
from orchestrator.compiler.entering.by_start import Started, enter_by_start
from orchestrator.compiler.entering.moved import follow_dates
from orchestrator.compiler.entering.remembering import remember
from orchestrator.compiler.entering.spells import join_segment, leave_segment

__all__ = [
    "Started",
    "enter_by_calendar",
    "enter_by_date",
    "enter_by_event",
    "enter_by_hand",
    "enter_by_segment",
    "enter_by_start",
    "follow_dates",
    "join_segment",
    "leave_segment",
    "remember",
]
