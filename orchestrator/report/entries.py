"""Diagnostics for programs: the list that schemas/diagnostics.schema.json describes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestrator.diagnostics import Diagnostic
from orchestrator.report.places import span_of


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    return json.dumps([_entry(d) for d in diagnostics], indent=2, ensure_ascii=False) + "\n"


def _entry(d: Diagnostic) -> dict[str, object]:
    span = span_of(d)
    return {
        "code": d.code.number,
        "severity": d.severity.value,
        "file": d.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": d.message,
        "allowed": list(d.allowed),
        "suggestion": d.suggestion,
        "mend": d.code.mend,
    }
