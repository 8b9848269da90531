"""A file after reading: plain data, and where each key and value stands."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TypeAlias

from orchestrator.diagnostics import Path, Span
from orchestrator.records import dataclass

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Document:
    file: str
    text: str
    data: Value
    values: Mapping[Path, Span]
    keys: Mapping[Path, Span]

    def span(self, path: Path, *, on_key: bool = False) -> Span:
        """Where a value (or its key) stands; what does not exist stands where its parent does."""
        if on_key and path in self.keys:
            return self.keys[path]
        if path in self.values:
            return self.values[path]
        return self._nearest(path)

    def span_within(self, path: Path, line: int, column: int, length: int) -> Span:
        """Where a stretch of a text value stands; the whole value where it was folded or escaped."""
        whole = self.span(path)
        value = self._value(path)
        if not isinstance(value, str) or line != 1 or whole.line != whole.end_line:
            return whole
        raw = source_lines(self.text)[whole.line - 1][whole.column - 1 : whole.end_column - 1]
        start = raw.find(value)
        if start < 0:
            return whole
        return Span.point(whole.line, whole.column + start + column - 1, length)

    def _nearest(self, path: Path) -> Span:
        """The key above that exists; of a plain value (`did: EVENT`) the value itself."""
        for end in range(len(path) - 1, -1, -1):
            above = path[:end]
            if above in self.values and not isinstance(self._value(above), dict | list):
                return self.values[above]
            place = self.keys.get(above) or self.values.get(above)
            if place:
                return first_line(place, self.text)
        return Span.point(1, 1, 0)

    def _value(self, path: Path) -> Value:
        value = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value


@functools.lru_cache(maxsize=16)
def source_lines(text: str) -> tuple[str, ...]:
    """The lines as an editor counts them; str.splitlines breaks at more characters.

    Remembered: each diagnostic of a file asks again.
    """
    return tuple(LINE_BREAK.split(text))


def first_line(span: Span, text: str) -> Span:
    if span.line == span.end_line:
        return span
    width = len(source_lines(text)[span.line - 1])
    return Span(span.line, span.column, span.line, max(width, span.column) + 1)
