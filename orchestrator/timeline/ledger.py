"""What the state has written down of one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, Row, Table, select, type_coerce

from orchestrator import tables
from orchestrator.tables import Sql
from orchestrator.timeline.asking import Asker

_FINAL = ("sent", "failed", "skipped", "unknown", "held_out")


@dataclass(frozen=True)
class Ledger:
    """One passage with all that belongs to it, by step."""

    enrolment: Row[Any]
    arms: Mapping[str, Row[Any]]
    messages: Mapping[str, Row[Any]]

    @property
    def is_open(self) -> bool:
        return self.enrolment.ended_at is None

    def message_at(self, step: str) -> Row[Any] | None:
        """What became of that step's message; None while nothing has, or where it has none."""
        found = self.messages.get(step)
        return found if found is not None and found.status in _FINAL else None


@dataclass(frozen=True)
class Flowing:
    """How far a flow has looked."""

    digest: str
    starts_at: datetime
    watermark: datetime | None
    is_paused: bool


def ledgers_of(asker: Asker, person: str) -> list[Ledger]:
    """Every passage up to the instant as of which is asked, in order."""
    enrolment = tables.enrolment
    query = select(*_readable(enrolment)).where(
        enrolment.c.customer == person, enrolment.c.entered_at <= asker.now
    )
    ordered = query.order_by(enrolment.c.entered_at, enrolment.c.id)
    return [_ledger(asker, row) for row in asker.rows(ordered)]


def _ledger(asker: Asker, row: Row[Any]) -> Ledger:
    passage, message = tables.passage, tables.message
    arms = asker.rows(select(passage).where(passage.c.enrolment == row.id))
    messages = asker.rows(select(*_readable(message)).where(message.c.enrolment == row.id))
    return Ledger(row, {each.step: each for each in arms}, {each.step: each for each in messages})


def _readable(table: Table) -> list[Sql]:
    """Every column; an instant that came from a text which is no date is missing."""
    return [
        type_coerce(column, Lenient()).label(column.name)
        if isinstance(column.type, tables.Instant)
        else column
        for column in table.c
    ]


class Lenient(tables.Instant):
    """An instant that the customer database may have told, however it is written."""

    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        try:
            return super().process_result_value(value, dialect)
        except ValueError:
            return None


def flowing(asker: Asker, flow: str) -> Flowing | None:
    """None: the flow has never run."""
    found = asker.rows(select(tables.flow).where(tables.flow.c.flow == flow))
    if not found:
        return None
    row = found[0]
    return Flowing(row.digest, row.starts_at, row.watermark, row.live_at is None)


def version_at(asker: Asker, flow: str, moment: datetime, otherwise: str) -> str:
    """The version that ran at that moment: the last tick that did something says it."""
    tick = tables.tick
    query = select(tick.c.digest).where(tick.c.flow == flow, tick.c.now <= moment)
    return str(asker.one(query.order_by(tick.c.now.desc(), tick.c.id.desc())) or otherwise)
