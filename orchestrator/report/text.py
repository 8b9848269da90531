"""Diagnostics for people: place, code and sentence, then the line with a caret."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from orchestrator.diagnostics import Diagnostic, Severity, Span
from orchestrator.document import source_lines
from orchestrator.report.places import span_of

RED, YELLOW, BOLD, DIM, RESET = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WIDEST = 160

Paint = Callable[[str, str], str]


def as_text(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], *, colour: bool = False
) -> str:
    """One block a diagnostic; `sources` are the texts of the files."""
    paint = _painted if colour else _plain
    files = {d.file for d in diagnostics}
    lines = {file: source_lines(sources.get(file, "")) for file in files}
    return "".join(f"{line}\n" for d in diagnostics for line in _block(d, lines[d.file], paint))


def _plain(text: str, _style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"{style}{text}{RESET}"


def _block(d: Diagnostic, lines: Sequence[str], paint: Paint) -> Iterator[str]:
    span = span_of(d)
    style = RED if d.is_error else YELLOW
    place = paint(_printable(f"{d.file}:{span.line}:{span.column}:"), BOLD)
    word = "" if d.is_error else f"{Severity.WARNING.value}: "
    yield f"{place} {paint(d.code.number, style)} {word}{_printable(d.sentence())}"
    line = _line(span, lines)
    if len(line) > WIDEST:
        line, span = _window(line, span)
    if line.strip():
        yield f"{paint('  |', DIM)} {line}"
        yield f"{paint('  |', DIM)} {_caret(span, line, paint, style)}"


def _line(span: Span, lines: Sequence[str]) -> str:
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return _printable(line.replace("\t", " ")).rstrip()


def _printable(text: str) -> str:
    """Nothing in a file moves the cursor of whoever reads what is wrong with it."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _window(line: str, span: Span) -> tuple[str, Span]:
    """The part of a long line around the place, and the place within it."""
    start = max(0, min(span.column - WIDEST // 2, len(line) - WIDEST))
    moved = Span(span.line, span.column - start, span.end_line, span.end_column - start)
    return line[start : start + WIDEST], moved


def _caret(span: Span, line: str, paint: Paint, style: str) -> str:
    end = span.end_column if span.end_line == span.line else len(line) + 1
    length = max(1, min(end, len(line) + 1) - span.column)
    return " " * (span.column - 1) + paint("^" * length, style)
