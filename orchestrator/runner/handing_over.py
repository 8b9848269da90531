"""The two transactions around what leaves: the last look before it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from orchestrator.program import values_in
from orchestrator.runner.executing import execute
from orchestrator.runner.results import Result, row_of
from orchestrator.runner.send_step import SendStep
from orchestrator.runner.stopping import stopped_otherwise


def hand_over(step: SendStep, addresses: Mapping[int, object], token: str) -> set[int]:
    """Read everything again; the ids that may leave are `sending` when this returns."""
    operation = step.operation
    with step.writing() as connection:
        given = step.given(token) | {"ids": list(addresses)}
        given["stopped"] = stopped_otherwise(connection, operation, addresses, given)
        leaving = execute(connection, operation.hand_over, given)
        if leaving < len(addresses):
            _settle_refused(step, connection, given)
        found = connection.scalars(
            operation.sending.clause, values_in(connection, operation.sending, given)
        )
        return {int(number) for number in found}


def _settle_refused(step: SendStep, connection: Connection, given: Mapping[str, object]) -> None:
    operation = step.operation
    execute(connection, operation.explain_refusal, given)
    step.count("skipped", execute(connection, operation.skip, given))
    refusals = operation.refusals
    for row in connection.execute(refusals.clause, values_in(connection, refusals, given)):
        step.because("skipped", row.reason, row.messages)
    execute(connection, operation.requeue, given)
    execute(connection, operation.exit_refused, given)
    execute(connection, operation.move_on, given)


def write_down(step: SendStep, results: Sequence[Result], token: str) -> None:
    """The outcomes, upon which everybody whose message is final moves on."""
    if not results:
        return
    now = step.clock()
    rows = [row_of(each, token, now) for each in results]
    # Even where the flow was edited meanwhile: what left has left.
    with step.workspace.store.writing(step.program.flow) as connection:
        connection.execute(step.operation.outcome.clause, rows)
        execute(connection, step.operation.move_on, step.given(token))
