"""Conditions as SQL."""

from orchestrator.compiler.expressions.conditions import enrolled, holds_all, holds_any, rows_of
from orchestrator.compiler.expressions.place import Passage, Place, TriggerRow
from orchestrator.compiler.expressions.values import attribute, has_record, read

__all__ = [
    "Passage",
    "Place",
    "TriggerRow",
    "attribute",
    "enrolled",
    "has_record",
    "holds_all",
    "holds_any",
    "read",
    "rows_of",
]
