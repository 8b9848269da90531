"""A gap: a name in a template that nobody fills."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.records import dataclass
from orchestrator.schema import nearest


@dataclass(frozen=True)
class Gap:
    """The name in a variable's path that nobody fills, and those that somebody does."""

    index: int
    message: str
    known: tuple[str, ...] = ()
    suggestion: str | None = None
    is_of_step: bool = False
    """Whether the step lacks something, which is said once of each text."""


def missing(index: int, word: str, message: str, known: Iterable[str]) -> Gap | None:
    names = tuple(known)
    return None if word in names else Gap(index, message, names, nearest(word, names))
