"""Did you mean: the nearest of the names that would have been right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHORT = 3


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The closest name, or none that is close; case and the kind of dash do not count."""
    # Of two letters, one in common proves nothing.
    cutoff = 0.6 if len(word) > SHORT else 0.7
    by_folded = {_folded(name): name for name in names}
    close = difflib.get_close_matches(_folded(word), by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


def _folded(word: str) -> str:
    return word.lower().replace("_", "-")
