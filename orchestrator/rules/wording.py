"""Conditions and durations in the words of `flows explain`, for messages.

`flows validate` runs on every save and seldom says any of this, so the sentences are loaded late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from orchestrator.conditions import Condition


def condition_words(conditions: Sequence[Condition]) -> str:
    from orchestrator import words  # noqa: PLC0415 - twenty modules, for the few that are told off

    return words.condition_words(conditions)


def duration_words(duration: timedelta) -> str:
    from orchestrator import words  # noqa: PLC0415 - as above

    return words.duration_words(duration)
