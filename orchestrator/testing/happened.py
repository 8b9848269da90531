"""What happened in a case, read from the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from orchestrator import tables
from orchestrator.delivery import Message
from orchestrator.diagnostics import Path


@dataclass(frozen=True)
class Passage:
    flow: str
    customer: str
    entered_at: datetime
    ended_at: datetime | None
    reason: str | None
    trigger_key: str
    number: int


@dataclass(frozen=True)
class Taken:
    """An arm, by the passage's number."""

    passage: int
    flow: str
    customer: str
    step: str
    arm: str
    at: datetime


@dataclass(frozen=True)
class Made:
    """A message; one that is not over yet is queued. `content` is there for what was handed over."""

    flow: str
    customer: str
    step: str
    status: str
    reason: str | None
    variant: str | None
    channel: str
    at: datetime
    content: Message | None
    put_off_from: datetime | None = None
    """When it was due before hours, a cap or the server put it off."""


@dataclass(frozen=True)
class Trouble:
    """What the test asks for and cannot be, with its place in the file."""

    path: Path
    message: str


@dataclass(frozen=True)
class Happened:
    """Customers by the names that the test gives them."""

    passages: Sequence[Passage]
    taken: Sequence[Taken]
    messages: Sequence[Made]
    tags: Mapping[str, frozenset[str]]
    facts: Mapping[str, Mapping[str, str | None]]
    moved: frozenset[tuple[str, str]]
    """Flow and position of every step at which somebody was moved."""
    ended: datetime
    """The last tick."""
    troubles: Sequence[Trouble] = ()


def read_passages(connection: Connection, names: Mapping[str, str]) -> list[Passage]:
    entered = tables.enrolment
    rows = connection.execute(select(entered).order_by(entered.c.entered_at, entered.c.id))
    return [
        Passage(
            row.flow,
            names[row.customer],
            row.entered_at,
            row.ended_at,
            row.end_reason,
            row.trigger_key,
            row.id,
        )
        for row in rows
    ]


def read_taken(connection: Connection, passages: Sequence[Passage]) -> list[Taken]:
    of = {each.number: each for each in passages}
    passage = tables.passage
    rows = connection.execute(select(passage).order_by(passage.c.at, passage.c.enrolment))
    return [
        Taken(
            row.enrolment,
            of[row.enrolment].flow,
            of[row.enrolment].customer,
            row.step,
            row.arm,
            row.at,
        )
        for row in rows
    ]


def read_messages(
    connection: Connection, names: Mapping[str, str], contents: Mapping[int, Message]
) -> list[Made]:
    message = tables.message
    rows = connection.execute(select(message)).all()
    rows = sorted(rows, key=lambda row: (row.finished_at or row.due_at, row.first_due_at, row.id))
    return [
        Made(
            row.flow,
            names[row.customer],
            row.step,
            row.status,
            row.reason,
            row.variant,
            row.channel,
            row.finished_at or row.due_at,
            contents.get(row.id),
            row.first_due_at if row.due_at > row.first_due_at else None,
        )
        for row in rows
    ]


def read_tags(connection: Connection, names: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {name: set() for name in names.values()}
    for row in connection.execute(select(tables.tag.c.customer, tables.tag.c.tag)):
        found[names[row.customer]].add(row.tag)
    return {name: frozenset(tags) for name, tags in found.items()}


def read_facts(
    connection: Connection, names: Mapping[str, str]
) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {name: {} for name in names.values()}
    for row in connection.execute(select(tables.fact)):
        found[names[row.customer]][row.name] = row.value
    return found
