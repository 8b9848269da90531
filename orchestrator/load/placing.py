"""Diagnostics in their places: a path becomes a line once, and the same is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from orchestrator.diagnostics import Diagnostic, Path, Span
from orchestrator.document import Document


def with_span(diagnostic: Diagnostic, document: Document | None) -> Diagnostic:
    if diagnostic.span or document is None:
        return diagnostic
    stretch = diagnostic.stretch
    if stretch is None:
        span = document.span(diagnostic.path, on_key=diagnostic.on_key)
    else:
        place = (stretch.line, stretch.column, stretch.length)
        span = document.span_within(diagnostic.path, *place)
    message = diagnostic.message
    if diagnostic.first:
        message += f"; the first is in line {document.span(diagnostic.first).line}"
    return replace(diagnostic, span=span, message=message)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[str, Span, str]:
    return diagnostic.file, diagnostic.span or Span.point(1, 1), diagnostic.code.number


class Places:
    """The places of which something has been said."""

    def __init__(self) -> None:
        self._said: set[tuple[str, Path]] = set()

    def add(self, found: Iterable[Diagnostic]) -> None:
        self._said |= {(each.file, each.path) for each in found if each.path}

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it only follows from what was said of its place, or of one above."""
        file, path = diagnostic.file, diagnostic.path
        return any((file, path[:length]) in self._said for length in range(1, len(path) + 1))
