"""Conditions as SQL."""

from orchestrator.compiler.expressions.conditions import enrolled, holds_all, holds_any, rows_of
from orchestrator.compiler.expressions.place import Passage, Place, TriggerRow
from orchestrator.compiler.expressions.values import attribute, read

__all__ = [
    "Passage",
    "Place",
    "TriggerRow",
    "attribute",
    "enrolled",
    "holds_all",
    "holds_any",
    "read",
    "rows_of",
]
