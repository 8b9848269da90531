"""Short ways to say a diagnostic of the model's own file, and the words that several share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.schema import nearest

MOST_NAMED = 5


def problem(code: Code, path: Path, message: str, *, on_key: bool = False) -> Diagnostic:
    return Diagnostic(code, "", message, path, on_key=on_key)


def unknown(
    code: Code, path: Path, message: str, word: str, known: Iterable[str], *, on_key: bool = False
) -> Diagnostic:
    """A name that nobody defined, with those that somebody did."""
    names = tuple(known)
    return Diagnostic(
        code, "", message, path, on_key=on_key, allowed=names, suggestion=nearest(word, names)
    )


def named(names: Sequence[str]) -> str:
    """The first of them, and how many there are beside."""
    first, rest = names[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(first) + (f" and {rest} more" if rest > 0 else "")
