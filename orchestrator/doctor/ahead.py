"""Rows dated in the future: most often local time that was stored as if it were UTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from orchestrator import tables
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import CUSTOMERS, Part, Role, Use
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.say import count, say
from orchestrator.program import instant

_CREATED: Path = (*CUSTOMERS, "created")
# Clocks of two machines never agree to the second.
_TOLERATED = timedelta(minutes=5)
_FARTHEST_ZONE = timedelta(hours=14)


def rows_ahead(
    every: Sequence[Seen], wrong: set[Path], questions: Questions
) -> Iterator[Diagnostic]:
    """The times of events and of customers; each column once, and none that cannot be read."""
    told: set[str] = set()
    for seen in every:
        for use in seen.part.uses:
            label = seen.part.label(use)
            is_asked = use.role is Role.TIME or use.path == _CREATED
            if is_asked and use.path not in wrong and label not in told:
                told.add(label)
                yield from _ahead(seen.part, use, questions)


def _ahead(part: Part, use: Use, questions: Questions) -> Iterator[Diagnostic]:
    column = rows_of(part, [use.column.name]).subquery("row").c[use.column.name]
    moment = tables.as_instant(column, use.column.format)
    latest = func.max(moment, type_=tables.Instant())
    soon = instant(ago=-_TOLERATED)
    label = part.label(use)
    query = select(func.count(), latest).where(moment > soon)
    bound = {soon.key: questions.now + _TOLERATED}
    for number, last in questions.ask(query, f"whether {label} is ever in the future", bound):
        if number:
            yield say(Code.TIME_AHEAD, use.path, _sentence(label, number, last, questions.now))


def _sentence(label: str, number: int, last: datetime, now: datetime) -> str:
    ahead = last - now
    rows = f"{label} is in the future in {count(number, 'row')}, the last at {_text(last)}"
    if ahead <= _FARTHEST_ZONE:
        return (
            f"{rows}, {_duration(ahead)} from now: is it local time, stored as if it were UTC? "
            "A row counts only once its time has come"
        )
    return f"{rows}; a row counts only once its time has come"


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _duration(ahead: timedelta) -> str:
    minutes = round(ahead.total_seconds() / 60)
    return count(minutes, "minute") if minutes < 100 else count(round(minutes / 60), "hour")  # noqa: PLR2004
