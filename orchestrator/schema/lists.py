"""Where the "- " of a list was forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.schema.mismatch import Mismatch
from orchestrator.schema.nearest import nearest

OF_ENTRIES = ("steps", "then", "else", "calendar", "cases", "frequency_cap")
"""Lists whose entries take several lines; of conditions each line is an entry."""
OF_SEGMENT = ("enter", "stay")
SEGMENT_DEPTH = 2


def dash_hint(name: object, value: object) -> str:
    """How to make a list of what is there."""
    if isinstance(value, Mapping) and len(value) > 1 and name in OF_ENTRIES:
        first = next(iter(value))
        return f'; start "{first}" with "- ", and indent the other lines as far as its text'
    return '; start each of its lines with "- "'


def segment_without_dash(file: str, mismatch: Mismatch) -> Diagnostic | None:
    """Conditions right below a segment's name; told once for all that the schema says of them."""
    path, value = mismatch.path, mismatch.value
    is_segment = len(path) == SEGMENT_DEPTH and path[0] == "segments"
    if not is_segment or not isinstance(value, dict) or not value:
        return None
    if any(nearest(key, OF_SEGMENT) for key in value):
        return None
    first = next(iter(value))
    message = f'a condition without its "-"; start the line with "- ": "- {first}: …"'
    return Diagnostic(Code.WRONG_SHAPE, file, message, path)
