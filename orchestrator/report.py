"""Diagnostics for people, for programs and for GitHub."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from orchestrator.diagnostics import Diagnostic, Severity, Span
from orchestrator.document import source_lines

RED, YELLOW, BOLD, DIM, RESET = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WIDEST = 160
NOWHERE = Span.point(1, 1)


def as_text(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], *, colour: bool = False
) -> str:
    """One block a diagnostic: place, code and sentence, then the line with a caret."""
    paint = _painted if colour else _plain
    return "".join(f"{line}\n" for d in diagnostics for line in _block(d, sources, paint))


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    return json.dumps([_entry(d) for d in diagnostics], indent=2, ensure_ascii=False) + "\n"


def as_github(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """Workflow commands that GitHub shows at the line in a pull request.

    `folder` is that of the project, as seen from the top of the repository.
    """
    return "".join(f"{_annotation(d, folder)}\n" for d in diagnostics)


def summary(flows: int, diagnostics: Sequence[Diagnostic]) -> str:
    return f"{_count(flows, 'flow')}, {problems(diagnostics)}"


def problems(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(d.is_error for d in diagnostics)
    warnings = len(diagnostics) - errors
    counts = [_count(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return " and ".join(counts) or "no problems"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


Paint = Callable[[str, str], str]


def _plain(text: str, _style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"{style}{text}{RESET}"


def _block(d: Diagnostic, sources: Mapping[str, str], paint: Paint) -> Iterator[str]:
    span = d.span or NOWHERE
    style = RED if d.is_error else YELLOW
    place = paint(f"{d.file}:{span.line}:{span.column}:", BOLD)
    word = "" if d.is_error else f"{Severity.WARNING.value}: "
    yield f"{place} {paint(d.code.number, style)} {word}{d.sentence()}"
    line = _line(span, sources.get(d.file, ""))
    if len(line) > WIDEST:
        line, span = _window(line, span)
    if line.strip():
        yield f"{paint('  |', DIM)} {line}"
        yield f"{paint('  |', DIM)} {_caret(span, line, paint, style)}"


def _line(span: Span, text: str) -> str:
    lines = source_lines(text)
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", line.replace("\t", " ")).rstrip()


def _window(line: str, span: Span) -> tuple[str, Span]:
    """The part of a long line around the place, and the place within it."""
    start = max(0, min(span.column - WIDEST // 2, len(line) - WIDEST))
    moved = Span(span.line, span.column - start, span.end_line, span.end_column - start)
    return line[start : start + WIDEST], moved


def _caret(span: Span, line: str, paint: Paint, style: str) -> str:
    end = span.end_column if span.end_line == span.line else len(line) + 1
    length = max(1, min(end, len(line) + 1) - span.column)
    return " " * (span.column - 1) + paint("^" * length, style)


def _entry(d: Diagnostic) -> dict[str, object]:
    span = d.span or NOWHERE
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


def _annotation(d: Diagnostic, folder: str) -> str:
    span = d.span or NOWHERE
    place = {
        "file": str(pathlib.PurePosixPath(folder) / d.file),
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
