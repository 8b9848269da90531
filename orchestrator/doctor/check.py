"""The two checks: quick before every tick, full for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from orchestrator.diagnostics import Diagnostic
from orchestrator.doctor.database import Database
from orchestrator.doctor.indexes import missing_indexes
from orchestrator.doctor.keys import broken_keys, double_attributes, strangers
from orchestrator.doctor.looking import look
from orchestrator.doctor.postgresql import PostgreSQL
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.sqlite import SQLite
from orchestrator.doctor.strict_types import naive_times, related_types, strict_types
from orchestrator.doctor.strict_values import strict_values
from orchestrator.doctor.values import loose_values
from orchestrator.doctor.zones import unknown_zones
from orchestrator.model import Project
from orchestrator.store import Store

_DATABASES: Mapping[str, type[Database]] = {"sqlite": SQLite, "postgresql": PostgreSQL}
_QUICK_SECONDS = 1.0
_SECONDS = 5.0


@dataclass(frozen=True)
class Findings:
    diagnostics: tuple[Diagnostic, ...]
    unchecked: tuple[str, ...]
    """What the database did not tell in time, in sentences."""


def quick_check(project: Project, store: Store, *, now: datetime) -> list[Diagnostic]:
    """What would stop a tick or make it wrong, by the columns and the newest rows alone.

    Errors only; a handful of short statements, each given up after a second.
    """
    with _questions(store, now, _QUICK_SECONDS) as questions:
        looked = look(project.catalog, questions)
        found = [*looked.diagnostics, *related_types(looked.seen)]
        for seen in looked.seen:
            found += strict_types(seen)
        found += loose_values(looked.seen, questions, only_newest=True)
    return _once(each for each in found if each.is_error)


def full_check(
    project: Project, store: Store, *, now: datetime, seconds: float = _SECONDS
) -> Findings:
    """Everything; each question is given up after that many seconds."""
    with _questions(store, now, seconds) as questions:
        looked = look(project.catalog, questions)
        seen = looked.seen
        found = [*looked.diagnostics, *related_types(seen), *naive_times(seen)]
        for each in seen:
            found += strict_types(each)
        found += loose_values(seen, questions, only_newest=False)
        found += strict_values(seen, questions)
        found += broken_keys(seen, questions)
        found += double_attributes(seen, questions)
        found += strangers(seen, {each.path for each in found if each.is_error}, questions)
        found += missing_indexes(seen, questions)
        found += unknown_zones(seen, project.defaults, questions)
    return Findings(tuple(_once(found)), tuple(questions.unchecked))


@contextmanager
def _questions(store: Store, now: datetime, seconds: float) -> Iterator[Questions]:
    with store.reading() as connection:
        yield Questions(connection, _DATABASES[store.dialect](), now, seconds)


def _once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return list(dict.fromkeys(found))
