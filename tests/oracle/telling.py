"""What the engine's tables say, in the oracle's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, Row, select

from orchestrator import tables
from orchestrator.model import SegmentTrigger
from orchestrator.program import Program, values_for
from tests.oracle.found import Found, Line
from tests.oracle.playing import canonical
from tests.oracle.triple import Triple

AnyRow: TypeAlias = "Row[tuple[object, ...]]"


def told(
    connection: Connection, triple: Triple, programs: Mapping[str, Program], now: datetime
) -> Found:
    whose = _whose(connection, triple)
    facts = triple.project.catalog.customers.facts
    return Found(
        passages=[_passage(row, whose) for row in connection.execute(select(tables.enrolment))],
        arms=[
            (*whose[row.enrolment], row.step, row.arm, row.at, (row.awaited or {}).get("key"))
            for row in connection.execute(select(tables.passage))
        ],
        messages=[_message(row, whose) for row in connection.execute(select(tables.message))],
        facts=[
            (int(row.customer), row.name, canonical(row.value, facts[row.name]))
            for row in connection.execute(select(tables.fact))
        ],
        tags=[(int(row.customer), row.tag) for row in connection.execute(select(tables.tag))],
        suppressed=[
            (row.channel, row.address, row.stops)
            for row in connection.execute(select(tables.suppression))
        ],
        goals=[
            (key, connection.scalar(goal.clause, values_for(goal, {"now": now})))
            for key, program in programs.items()
            if (goal := program.goal) is not None
        ],
    )


def sent(connection: Connection, triple: Triple) -> list[int]:
    """The numbers of the messages that were sent, in the order of `state.identity`."""
    whose = _whose(connection, triple)
    left = connection.execute(select(tables.message).where(tables.message.c.status == "sent"))

    def order(row: AnyRow) -> tuple[str, ...]:
        flow, customer, occasion, entered = whose[row.enrolment]
        assert isinstance(entered, datetime)
        return (str(flow), str(customer), entered.isoformat(), str(occasion), str(row.step))

    return [int(row.id) for row in sorted(left, key=order)]


def _whose(connection: Connection, triple: Triple) -> dict[int, Line]:
    triggers = {flow.key: flow.trigger for flow in triple.flows}

    def occasion(row: AnyRow) -> str:
        if "/" in row.trigger_key:
            return "started"
        is_spell = isinstance(triggers[row.flow], SegmentTrigger)
        return "spell" if is_spell else str(row.trigger_id)

    rows = connection.execute(select(tables.enrolment))
    return {row.id: (row.flow, int(row.customer), occasion(row), row.entered_at) for row in rows}


def _passage(row: AnyRow, whose: Mapping[int, Line]) -> Line:
    flow, customer, occasion, entered = whose[row.id]
    return (
        flow,
        customer,
        occasion,
        row.triggered_at,
        entered,
        row.ended_at,
        row.end_reason,
        row.held_out,
        row.due_at,
    )


def _message(row: AnyRow, whose: Mapping[int, Line]) -> Line:
    return (
        *whose[row.enrolment],
        row.step,
        row.status,
        row.reason,
        row.finished_at,
        row.first_due_at,
        row.due_at if row.status == "queued" else None,
        row.variant,
        row.channel,
        row.topic,
        row.message_class == "marketing",
        row.to_customer,
    )
