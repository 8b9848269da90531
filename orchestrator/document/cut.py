"""Texts that YAML understands otherwise than their writer: cut by "#", or opening with "{{"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.diagnostics import Path, Span

# Where somebody writes a sentence, "#" is part of it; elsewhere it may well be a comment.
SENTENCES = frozenset({"title", "description", "subject", "owner", "from", "reply_to"})
COMMENT = re.compile(r"(?P<gap>[ \t]+)#(?P<space>\s|$)?")


def text_cut(lines: Sequence[str], path: Path, text: str, span: Span) -> tuple[Span, str] | None:
    """A plain text that ends before " #"; two spaces before and one after make a comment."""
    line = lines[span.end_line - 1]
    comment = COMMENT.match(line, len(line[: span.end_column - 1].rstrip()))
    if comment is None or not _looks_like_text(path, text, comment):
        return None
    hash_at = comment.end("gap") + 1
    start = span.column if span.line == span.end_line else hash_at
    place = Span(span.end_line, min(start, hash_at), span.end_line, len(line.rstrip()) + 1)
    return place, _message(text)


def key_not_text(lines: Sequence[str], span: Span) -> str:
    before = lines[span.line - 1][: span.column]
    if before.endswith("{{"):
        return 'a text that starts with "{{" needs quotes around all of it'
    return "a list or a map as a key; use a word"


def _looks_like_text(path: Path, text: str, comment: re.Match[str]) -> bool:
    is_comment = comment["space"] is not None
    if path and path[-1] in SENTENCES:
        return not (is_comment and len(comment["gap"]) > 1)
    return not is_comment and (not text or comment["gap"] == " ")


def _message(text: str) -> str:
    if not text:
        return 'the text is empty, because "#" starts a comment; put it in quotes'
    return (
        f'the text ends at "{text.splitlines()[-1][-30:]}", because " #" starts a comment; '
        "put the text in quotes"
    )
