"""Workflow commands that GitHub shows at the line in a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.diagnostics import Diagnostic
from orchestrator.report.places import file_in, span_of


def as_github(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """`folder` is that of the project, as seen from the top of the repository."""
    return "".join(f"{_annotation(d, folder)}\n" for d in diagnostics)


def _annotation(d: Diagnostic, folder: str) -> str:
    span = span_of(d)
    place = {
        "file": file_in(folder, d.file),
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
        "endColumn": max(span.end_column - 1, 1),
        "title": d.code.number,
    }
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    return f"::{d.severity.value} {properties}::{_data(d.sentence())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
