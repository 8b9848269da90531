"""Conditions and durations in the words of `flows explain`, for messages.

`flows validate` runs on every save and seldom says any of this, so the sentences are loaded late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from orchestrator.conditions import Condition

LONGEST = 300
"""Of more letters the start is enough to know which condition is meant."""


def condition_words(conditions: Sequence[Condition]) -> str:
    from orchestrator import words  # noqa: PLC0415 - twenty modules, for the few that are told off

    said = words.condition_words(conditions)
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rsplit(' ', 1)[0]} …"


def duration_words(duration: timedelta) -> str:
    from orchestrator import words  # noqa: PLC0415 - as above

    return words.duration_words(duration)
