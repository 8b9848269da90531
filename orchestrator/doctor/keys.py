"""Keys that are missing or stand twice, and customers whom nobody finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select

from orchestrator.catalog import Table
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.database import Storage
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import CUSTOMERS, KEYS, Part, Role, Use
from orchestrator.doctor.questions import Questions, clause_of, rows_of
from orchestrator.doctor.say import count, say

_SAMPLED = 200
_ENOUGH_TO_JUDGE = 20
# Customers who were erased leave some.
_TOLERATED = 0.05


def broken_keys(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    for seen in every:
        storage = questions.storage(seen.part.source)
        for use in seen.part.of(*KEYS):
            yield from _missing(seen.part, use, storage, questions)
            if not _is_unique(use, storage):
                yield from _twice(seen.part, use, questions)


def double_attributes(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    """An attribute's SELECT must have at most one row a customer."""
    for seen in every:
        if seen.part.path[:3] == (*CUSTOMERS, "attributes"):
            use = next(seen.part.of(Role.CUSTOMER))
            groups, _ = _groups(seen.part, use, questions)
            if groups:
                message = (
                    f"this SELECT has more than one row for {count(groups, 'customer')}, and any "
                    "of them may be read; group by the customer"
                )
                yield say(Code.DUPLICATE_VALUES, use.path, message)


def strangers(
    every: Sequence[Seen], wrong: set[Path], questions: Questions
) -> Iterator[Diagnostic]:
    """Events of which none belongs to a customer: most often a wrong column, or another type."""
    owners = [(seen.part, key) for seen in every for key in seen.part.of(Role.CUSTOMER_KEY)]
    for seen in every:
        for use in seen.part.of(Role.CUSTOMER):
            for owner, key in owners:
                if not wrong & {use.path, key.path}:
                    yield from _strangers(seen.part, use, owner, key, questions)


def _strangers(
    part: Part, use: Use, owner: Part, key: Use, questions: Questions
) -> Iterator[Diagnostic]:
    query = _belonging(part, use, owner, key)
    for rows, theirs in questions.ask(query, f"whose {part.name} is"):
        lost = rows - (theirs or 0)
        if rows >= _ENOUGH_TO_JUDGE and not theirs:
            message = (
                f"none of {rows} sampled rows belongs to a customer: "
                f"{part.label(use)} does not hold values of {owner.label(key)}"
            )
            yield say(Code.COLUMN_TYPE, use.path, message)
        elif rows >= _ENOUGH_TO_JUDGE and lost > rows * _TOLERATED:
            message = (
                f"{lost} of {rows} sampled rows belong to nobody: their {part.label(use)} is no "
                f"{owner.label(key)}; such a row lets nobody in"
            )
            yield say(Code.OWNERLESS_ROWS, use.path, message)


def _missing(
    part: Part, use: Use, storage: Storage | None, questions: Questions
) -> Iterator[Diagnostic]:
    if storage and use.column.name in storage.never_null:
        return
    rows = rows_of(part, [use.column.name]).subquery("row")
    query = select(func.count()).select_from(rows).where(rows.c[use.column.name].is_(None))
    label = part.label(use)
    for (number,) in questions.ask(query, f"whether {label} is ever null"):
        if number:
            message = f"{label} is null in {count(number, 'row')}; a key never is"
            yield say(Code.DUPLICATE_VALUES, use.path, message)


def _twice(part: Part, use: Use, questions: Questions) -> Iterator[Diagnostic]:
    groups, rows = _groups(part, use, questions)
    if groups:
        name = use.column.name
        values = count(groups, "value")
        stand = "stands" if groups == 1 else "stand"
        message = f"{values} of {part.label(use)} {stand} more than once ({rows:,} rows)"
        if isinstance(part.source, Table):
            message += (
                f"; to see them: SELECT {name}, count(*) FROM {part.source.name} "
                f"GROUP BY {name} HAVING count(*) > 1"
            )
        yield say(Code.DUPLICATE_VALUES, use.path, message)


def _groups(part: Part, use: Use, questions: Questions) -> tuple[int, int]:
    """How many values stand more than once, and in how many rows."""
    rows = rows_of(part, [use.column.name]).subquery("row")
    value = rows.c[use.column.name]
    twice = (
        select(func.count().label("times"))
        .select_from(rows)
        .where(value.is_not(None))
        .group_by(value)
        .having(func.count() > 1)
        .subquery("twice")
    )
    query = select(func.count(), func.sum(twice.c.times)).select_from(twice)
    for groups, number in questions.ask(query, f"whether {part.label(use)} is unique"):
        return int(groups), int(number or 0)
    return 0, 0


def _is_unique(use: Use, storage: Storage | None) -> bool:
    return storage is not None and any(
        index.is_unique and not index.is_partial and index.columns == (use.column.name,)
        for index in storage.indexes
    )


def _belonging(part: Part, use: Use, owner: Part, key: Use) -> Select[Any]:
    """How many rows were sampled, and how many of them are of some customer."""
    rows = rows_of(part, [use.column.name]).subquery("row")
    customer = rows.c[use.column.name]
    some = select(customer).where(customer.is_not(None)).limit(_SAMPLED).subquery("some")
    customers = clause_of(owner, [key.column.name])
    is_theirs = exists(
        select(literal(1))
        .select_from(customers)
        .where(customers.c[key.column.name] == some.c[use.column.name])
    )
    return select(func.count(), func.sum(case((is_theirs, 1), else_=0))).select_from(some)
