"""How many files, and how much is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from orchestrator.diagnostics import Diagnostic
from orchestrator.rules import Most


def summary(flows: int, diagnostics: Sequence[Diagnostic]) -> str:
    return f"{_count(flows, 'flow')}, {problems(diagnostics)}"


def problems(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(d.is_error for d in diagnostics)
    warnings = len(diagnostics) - errors
    counts = [_count(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return " and ".join(counts) or "no problems"


def most_words(most: Most) -> str:
    """What one person can get in a week, and how much of that caps let through."""
    words = f"{most.words} a person in 7 days"
    if not math.isinf(most.number):
        words = f"at most {words}"
    if most.let_through is None or most.let_through >= most.number:
        return words
    return f"{words}, of which the caps let {most.let_through} through"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
