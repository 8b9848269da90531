"""Short ways to say a diagnostic of the model's own file."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.schema import nearest


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
