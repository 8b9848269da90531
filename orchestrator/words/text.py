"""An outline for a terminal or a file: a hundred columns, whatever the window."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from orchestrator.words.outline import Item, Outline, Section

WIDTH = 100
_LABEL = 11
# A number stays on the line of what it counts.
_COUNT = re.compile(r"(?<=\d) (?=(?:%|days?|hours?|minutes?|seconds?)\b|%)")
_TIED = "\N{NO-BREAK SPACE}"


def as_text(outline: Outline) -> str:
    lines = [*wrapped(outline.title, "", "  ")]
    if outline.description:
        lines += wrapped(outline.description, "", "")
    lines.append("")
    for section in outline.sections:
        lines += _section(section)
    lines += ["", "Steps", *_items(outline.steps, "  ")]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    margin = " " * _LABEL
    label = f"{section.label:<{_LABEL}}"
    points = [*_items(section.body.children, margin)]
    if section.body.text:
        yield from wrapped(section.body.text, label, margin)
        yield from points
    else:
        yield label + points[0].removeprefix(margin)
        yield from points[1:]


def _items(items: Sequence[Item], margin: str) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if item.numbered else "- "
        inner = margin + " " * len(mark)
        yield from wrapped(item.text, margin + mark, inner)
        # Numbers of steps start anew below the conditions of their arm.
        points = [each for each in item.children if not each.numbered]
        yield from _items(points, inner)
        yield from _items([each for each in item.children if each.numbered], inner)


def wrapped(text: str, first: str, others: str) -> list[str]:
    """Lines with a margin, the `first` one with its own."""
    lines = textwrap.wrap(
        _COUNT.sub(_TIED, " ".join(text.split())),
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_TIED, " ") for line in lines]
