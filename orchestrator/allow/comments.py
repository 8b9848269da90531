"""Comments that allow a warning: `# allow F044: why`, in templates `{# allow F044: why #}`.

A comment counts for its own line, or, where it stands alone, for the line directly below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from orchestrator.diagnostics import Diagnostic, Path, Span
from orchestrator.document import Document, Value, source_lines
from orchestrator.records import dataclass

IN_YAML = re.compile(
    r"(?:^|(?<=[ \t]))#+[ \t]*allow[ \t]+(?P<code>[Ff][0-9]+)\b"
    r"(?P<rest>.*?)(?=[ \t]+#+[ \t]*allow[ \t]+[Ff][0-9]|$)"
)
IN_JINJA = re.compile(r"\{#[-+]?\s*allow\s+(?P<code>[Ff][0-9]+)\b(?P<rest>.*?)[-+]?#\}", re.DOTALL)
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
REASON = re.compile(r"\s*:\s*(?P<reason>.*\w.*)", re.DOTALL)


@dataclass(frozen=True)
class Allowance:
    """What one comment says, right or wrong; its place is that of the comment."""

    file: str
    word: str
    """The code as it was written."""
    has_reason: bool
    span: Span
    lines: frozenset[int]
    """Where it counts."""

    def allows(self, found: Diagnostic) -> bool:
        is_meant = found.file == self.file and found.code.number == self.word
        is_here = found.span is not None and found.span.line in self.lines
        return is_meant and is_here and self.has_reason and not found.is_error


def allowances_of(document: Document) -> tuple[Allowance, ...]:
    """The comments of a YAML file; a `#` within a text is none."""
    if "allow" not in document.text:
        return ()
    lines = source_lines(document.text)
    texts = list(_texts(document))
    alone = {number for number, line in enumerate(lines, 1) if line.lstrip().startswith("#")}
    return tuple(
        _allowance(document.file, match, span, alone)
        for number, line in enumerate(lines, 1)
        for match in IN_YAML.finditer(line)
        if not _is_text(span := Span.point(number, match.start() + 1, len(match[0])), texts, lines)
    )


def allowances_of_template(file: str, text: str) -> tuple[Allowance, ...]:
    if "allow" not in text:
        return ()
    alone = set(_lines_of_comments(text))
    return tuple(
        _allowance(file, match, _span(text, match), alone) for match in IN_JINJA.finditer(text)
    )


def _allowance(file: str, match: re.Match[str], span: Span, alone: set[int]) -> Allowance:
    lines = {*range(span.line, span.end_line + 1)}
    if lines <= alone:
        below = span.end_line + 1
        while below in alone:
            below += 1
        lines.add(below)
    return Allowance(file, match["code"], bool(REASON.match(match["rest"])), span, frozenset(lines))


def _texts(document: Document) -> Iterator[Span]:
    """Where keys and plain values stand."""
    yield from document.keys.values()
    values: list[tuple[Path, Value]] = [((), document.data)]
    while values:
        path, value = values.pop()
        if isinstance(value, dict):
            values += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            values += [((*path, index), inner) for index, inner in enumerate(value)]
        elif path in document.values:
            yield document.values[path]


def _is_text(place: Span, texts: Iterable[Span], lines: Sequence[str]) -> bool:
    at = (place.line, place.column)
    return any(
        (text.line, text.column) <= at < (text.end_line, text.end_column)
        and not _is_behind_block_sign(place, text, lines)
        for text in texts
    )


def _is_behind_block_sign(place: Span, text: Span, lines: Sequence[str]) -> bool:
    """In `subject: |  # allow …` the text begins a line further down."""
    sign = lines[text.line - 1][text.column - 1 : text.column]
    return sign in {"|", ">"} and place.line == text.line


def _lines_of_comments(text: str) -> Iterator[int]:
    """Lines on which nothing but comments stands."""
    rest = JINJA_COMMENT.sub(lambda found: "\0" + "\n\0" * found[0].count("\n"), text)
    for number, line in enumerate(source_lines(rest), 1):
        if "\0" in line and not line.replace("\0", "").strip():
            yield number


def _span(text: str, match: re.Match[str]) -> Span:
    return Span(*_place(text, match.start()), *_place(text, match.end()))


def _place(text: str, at: int) -> tuple[int, int]:
    before = source_lines(text[:at])
    return len(before), len(before[-1]) + 1
