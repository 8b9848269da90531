"""Statements of the live flows that read a large customer table from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Executable

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.database import RefusedError, Why
from orchestrator.doctor.explaining import Scan, scans_in
from orchestrator.doctor.plans.asking import Answers
from orchestrator.doctor.plans.listing import Planned, planned
from orchestrator.doctor.plans.remedies import Wanted, table_of, wanted_of
from orchestrator.doctor.plans.values import values_to_plan
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import say
from orchestrator.program import Program

_NUMBERED = re.compile(r"(.+)_\d+")


@dataclass(frozen=True)
class Reading:
    """One operation reads one table."""

    flow: str
    operation: str
    table: str
    wanted: Wanted
    """What an index could use; nothing where all is asked for, or the catalog's own SQL asks."""
    is_users_sql: bool
    """Whether the table stands in SQL of the catalog."""


@dataclass(frozen=True)
class Refusal:
    """The database would not even plan the statement."""

    flow: str
    operation: str
    words: str


def readings(programs: Iterable[Program], questions: Questions) -> Iterator[Reading | Refusal]:
    answers = Answers(questions)
    for each in planned(programs):
        try:
            scans = _scans(each, questions, answers)
        except RefusedError as error:
            if error.why is Why.OTHER:
                yield Refusal(each.flow, each.operation, str(error))
            else:
                questions.note(f"the plans of {each.flow}", error)
            continue
        for scan in scans:
            if scan.is_repeated or not each.asks_everybody:
                yield from _reading(each, scan, questions)


def refused(found: Iterable[Reading | Refusal]) -> Iterator[Diagnostic]:
    """Each flow once: what else is refused in it mostly has the same cause."""
    told: set[str] = set()
    for each in found:
        if isinstance(each, Refusal) and each.flow not in told:
            told.add(each.flow)
            message = (
                f"the database refuses a statement of {each.flow} ({each.operation}): {each.words}"
            )
            yield say(Code.BAD_SQL, ("catalog",), message)


def _scans(each: Planned, questions: Questions, answers: Answers) -> list[Scan]:
    values = values_to_plan(each.statement, questions.now, answers.to(each.statement))
    rows = questions.explain(each.statement.clause, values)
    return scans_in(questions.dialect.name, rows)


def _reading(each: Planned, scan: Scan, questions: Questions) -> Iterator[Reading]:
    clause = each.statement.clause
    alias = _alias_in(clause, scan.name)
    named = table_of(clause, alias)
    if named is not None:
        wanted = wanted_of(clause, alias, questions.dialect)
        yield Reading(each.flow, each.operation, named, wanted, is_users_sql=False)
    elif (table := _table_in_users_sql(clause, scan, questions)) is not None:
        yield Reading(each.flow, each.operation, table, Wanted(), is_users_sql=True)


def _alias_in(clause: Executable, name: str) -> str:
    """PostgreSQL numbers an alias that stands twice in a statement: orders_1 becomes orders_1_2."""
    while table_of(clause, name) is None and (shorter := _NUMBERED.fullmatch(name)):
        name = shorter[1]
    return name


def _table_in_users_sql(clause: Executable, scan: Scan, questions: Questions) -> str | None:
    known = questions.tables()
    if scan.table is not None:
        # PostgreSQL tells the schema too, which the catalog need not name.
        return next((each for each in (scan.table, _plain(scan.table)) if each in known), None)
    if scan.name in known:
        return scan.name
    aliased = re.findall(
        rf"(\w+)[\"'`\]]?\s+(?:as\s+)?{re.escape(scan.name)}\b", str(clause), re.IGNORECASE
    )
    return next((each for each in known if each.lower() in map(str.lower, aliased)), None)


def _plain(table: str) -> str:
    return table.rpartition(".")[2]
