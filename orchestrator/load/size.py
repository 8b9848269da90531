"""How much one flow may hold: several passes are made over all of it at each save."""

from __future__ import annotations

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.document import Document, Value

MOST_PARTS = 1_000
"""Steps, arms and conditions; the values of a list don't count."""


def too_large(document: Document) -> Diagnostic | None:
    """A flow so large that no marketer could read it."""
    count = _count(document.data)
    if count <= MOST_PARTS:
        return None
    message = f"a flow of {count:,} steps and conditions; {MOST_PARTS:,} are allowed: make several"
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, document.file, message, span=Span.point(1, 1, 0))


def _count(value: Value) -> int:
    match value:
        case dict():
            return 1 + sum(map(_count, value.values()))
        case list():
            return sum(map(_count, value))
        case _:
            return 0
