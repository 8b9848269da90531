"""Whether a `start` let the customer into the other flow."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from orchestrator import tables
from orchestrator.model import Flow, Start
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Ledger
from orchestrator.timeline.telling import Line


def started(asker: Asker, ledger: Ledger, flow: Flow, step: Start, line: Line) -> Line:
    row, enrolment = ledger.enrolment, tables.enrolment
    if row.held_out:
        return replace(line, text=f"Did not start the flow {step.flow}: they are held out.")
    key = f"{flow.key}/{line.step}/{row.id}"
    query = select(enrolment.c.entered_at).where(
        enrolment.c.flow == step.flow,
        enrolment.c.customer == row.customer,
        enrolment.c.trigger_key == key,
    )
    at = asker.one(query)
    if at is not None:
        return replace(line, at=at, text=f"Started the flow {step.flow}.")
    text = f"Tried to start the flow {step.flow}, which did not let them in."
    return replace(line, kind="not_started", text=text)
