"""The two checks: quick before every tick, full for a person to read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from orchestrator.compiler.mentions import conditions_of_flow
from orchestrator.conditions import Condition
from orchestrator.diagnostics import Diagnostic
from orchestrator.doctor.ahead import rows_ahead
from orchestrator.doctor.all_values import all_values
from orchestrator.doctor.database import Database
from orchestrator.doctor.indexes import missing_indexes
from orchestrator.doctor.keys import broken_keys, double_attributes, strangers
from orchestrator.doctor.looking import Looked, failing_rows, look
from orchestrator.doctor.machine import Clock, the_machine
from orchestrator.doctor.passed_over import passed_over
from orchestrator.doctor.plans import Reading, StateError, readings, refused, with_state
from orchestrator.doctor.postgresql import PostgreSQL
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.ranks import rank_wishes
from orchestrator.doctor.responses import unheard_responses
from orchestrator.doctor.segments import Cost, segment_costs
from orchestrator.doctor.sqlite import SQLite
from orchestrator.doctor.strict_types import naive_times, related_types, strict_types
from orchestrator.doctor.strict_values import strict_values
from orchestrator.doctor.values import loose_values
from orchestrator.doctor.zones import unknown_zones
from orchestrator.model import Flow, Project, Status
from orchestrator.program import Program
from orchestrator.store import Store

_DATABASES: Mapping[str, type[Database]] = {"sqlite": SQLite, "postgresql": PostgreSQL}
_QUICK_SECONDS = 1.0
_SECONDS = 5.0
_SECONDS_IN_ALL = 120.0


@dataclass(frozen=True)
class Findings:
    diagnostics: tuple[Diagnostic, ...]
    unchecked: tuple[str, ...]
    """What the database did not tell in time, in sentences."""
    costs: tuple[Cost, ...] = ()
    """What each segment takes, of those within the budget."""


@dataclass(frozen=True)
class Live:
    """The flows that run, each with its program."""

    flows: tuple[Flow, ...] = ()
    programs: tuple[Program, ...] = ()

    @classmethod
    def of(cls, flows: Iterable[Flow], compiled: Callable[[Flow], Program]) -> Live:
        found = tuple(each for each in flows if each.status is Status.LIVE)
        return cls(found, tuple(compiled(each) for each in found))


def quick_check(project: Project, store: Store, *, now: datetime) -> list[Diagnostic]:
    """What would stop a tick or make it wrong, by the columns and the newest rows alone.

    Errors only; a handful of short statements, each given up after a second.
    """
    with store.reading() as connection:
        questions = _questions(store, connection, now, _QUICK_SECONDS)
        looked = look(project.catalog, questions)
        found = [*looked.diagnostics, *related_types(looked.seen)]
        for seen in looked.seen:
            found += strict_types(seen)
        found += loose_values(looked.seen, questions, only_newest=True)
    return _once(each for each in found if each.is_error)


def full_check(  # noqa: PLR0913 - what a person may set
    project: Project,
    store: Store,
    *,
    now: datetime,
    clock: Clock | None = None,
    live: Live | None = None,
    seconds: float = _SECONDS,
    budget: float = _SECONDS,
) -> Findings:
    """Everything; each question is given up after `seconds`, each segment after `budget`.

    All together takes two minutes at most. Without `clock` the machine is not looked at.
    """
    with store.reading() as connection:
        questions = _questions(store, connection, now, seconds)
        questions.ends_at = time.monotonic() + _SECONDS_IN_ALL
        looked = look(project.catalog, questions)
        found = [*looked.diagnostics, *_of_values(project, looked, questions)]
        if clock is not None:
            found += the_machine(questions, clock)
        live = live or Live()
        is_sound = not any(each.is_error for each in looked.diagnostics)
        read, costs, more = (
            _of_state(project, store, questions, live, budget) if is_sound else _NONE
        )
        found += more
        conditions = _conditions(project, live)
        ranks = rank_wishes(conditions, project.catalog, looked.seen, questions)
        found += missing_indexes(looked.seen, ranks, read, questions)
    return Findings(tuple(_once(found)), tuple(questions.unchecked), costs)


_StateFindings = tuple[Sequence[Reading], tuple[Cost, ...], Sequence[Diagnostic]]
_NONE: _StateFindings = ((), (), ())


def _of_values(project: Project, looked: Looked, questions: Questions) -> Iterator[Diagnostic]:
    """What the rows themselves hold."""
    seen = looked.seen
    found = [*failing_rows(seen, questions), *related_types(seen), *naive_times(seen)]
    for each in seen:
        found += strict_types(each)
    found += loose_values(seen, questions, only_newest=False)
    found += strict_values(seen, questions)
    found += broken_keys(seen, questions)
    found += double_attributes(seen, questions)
    wrong = {each.path for each in found if each.is_error}
    found += all_values(seen, wrong, questions)
    found += passed_over(seen, wrong, questions)
    found += unheard_responses(seen, project.catalog.responses, wrong, questions)
    found += strangers(seen, wrong, questions)
    found += rows_ahead(seen, wrong, questions)
    found += unknown_zones(seen, project.defaults, questions)
    yield from found


def _of_state(
    project: Project, store: Store, questions: Questions, live: Live, budget: float
) -> _StateFindings:
    """What needs the state's tables: plans of the flows' statements, and the segments."""
    try:
        with with_state(store) as (connection, in_transaction):
            asking = replace(questions, connection=connection, in_transaction=in_transaction)
            read = list(readings(live.programs, asking))
            segments = list(
                segment_costs(project.segments.values(), project, replace(asking, seconds=budget))
            )
    except StateError as error:
        questions.unchecked.append(f"plans and segments: {error}")
        return _NONE
    return (
        [each for each in read if isinstance(each, Reading)],
        tuple(each for each in segments if isinstance(each, Cost)),
        [*refused(read), *(each for each in segments if isinstance(each, Diagnostic))],
    )


def _conditions(project: Project, live: Live) -> list[Condition]:
    of_flows = [each for flow in live.flows for each in conditions_of_flow(flow)]
    for segment in project.segments.values():
        of_flows += (*segment.conditions, *segment.stay)
    return of_flows


def _questions(store: Store, connection: Connection, now: datetime, seconds: float) -> Questions:
    return Questions(connection, _DATABASES[store.dialect](), now, seconds)


def _once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return list(dict.fromkeys(found))
