"""A compiled flow: a frozen list of set-based operations, read by the runner and by explain."""

from orchestrator.program.operations import (
    Branch,
    Content,
    Context,
    Delay,
    EnterByDate,
    EnterByEvent,
    EnterBySegment,
    Field,
    Leave,
    Operation,
    Program,
    Recover,
    Send,
    Watch,
)
from orchestrator.program.statement import Statement, instant, values_for

__all__ = [
    "Branch",
    "Content",
    "Context",
    "Delay",
    "EnterByDate",
    "EnterByEvent",
    "EnterBySegment",
    "Field",
    "Leave",
    "Operation",
    "Program",
    "Recover",
    "Send",
    "Statement",
    "Watch",
    "instant",
    "values_for",
]
