"""An outline as Markdown, for pull requests and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.words.outline import Item, Outline

_SPECIAL = re.compile(r"([\\`*\[\]<>|~#]|(?<!\w)_|_(?!\w))")


def as_markdown(outline: Outline) -> str:
    lines = [f"### {_escaped(outline.title)}", ""]
    if outline.description:
        lines += [_escaped(outline.description), ""]
    for section in outline.sections:
        lines.append(f"- **{section.label}:** {_escaped(section.body.text)}".rstrip())
        lines += _items(section.body.children, "  ")
    lines += ["", "**Steps**", "", *_items(outline.steps, "")]
    return "\n".join(lines) + "\n"


def _items(items: Sequence[Item], margin: str) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if item.numbered else "- "
        yield f"{margin}{mark}{_escaped(item.text)}"
        inner = margin + " " * len(mark)
        yield from _items([each for each in item.children if not each.numbered], inner)
        yield from _items([each for each in item.children if each.numbered], inner)


def _escaped(text: str) -> str:
    """What somebody wrote is text, never markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
