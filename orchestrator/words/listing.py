"""Several things as one phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

_JOINED = re.compile(r",| and | or ")


def listed(words: Sequence[str], joint: str = "and") -> str:
    """`a, b and c`; where a part is a list itself, every joint is said: `a, b or c, and d`."""
    if len(words) > 1 and any(_JOINED.search(each) for each in words):
        return f", {joint} ".join(words)
    if len(words) > 1:
        return f"{', '.join(words[:-1])} {joint} {words[-1]}"
    return "".join(words)


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def quoted(text: str) -> str:
    """Somebody's own wording, on one line."""
    return f'"{" ".join(text.split())}"'
