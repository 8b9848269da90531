"""Delivering what is queued at one send step, batch by batch and group by group."""

from __future__ import annotations

import uuid

from orchestrator.delivery import Outcome
from orchestrator.runner.claiming import BATCH, Claiming
from orchestrator.runner.executing import execute
from orchestrator.runner.group import deliver_group
from orchestrator.runner.send_step import SendStep

GROUP = 20
"""Messages handed over at once: at most so many are unknown after a crash."""
REFUSALS = 5
"""Of so many customers in a row the server did not take a message for now: it takes none."""


def deliver(step: SendStep) -> dict[str, int]:
    """Deliver all that is due; stops early when the server takes nothing."""
    _skip_what_waited_too_long(step)
    claiming = Claiming(step)
    refused: set[object] = set()
    # Of what is only rehearsed nothing can be unknown after a crash.
    size = BATCH if step.workspace.is_rehearsal else GROUP
    while claimed := claiming.next_batch():
        token, messages = claimed
        for start in range(0, len(messages), size):
            group = messages[start : start + size]
            tried = deliver_group(step, group, token)
            nothing_left = tried and all(each.outcome is Outcome.RETRY for each in tried)
            # One address that is greylisted does not tell of the server; several do.
            whose = {each.id: each.row.customer for each in group}
            refused = refused | {whose[each.message] for each in tried} if nothing_left else set()
            if len(refused) >= REFUSALS:
                step.release([each.id for each in messages[start + size :]], token)
                return dict(step.counts)
    return dict(step.counts)


def _skip_what_waited_too_long(step: SendStep) -> None:
    if not step.has_queued():
        return
    with step.writing() as connection:
        given = step.given(uuid.uuid4().hex)
        late = execute(connection, step.operation.late, given)
        held = execute(connection, step.operation.held, given)
        if late or held:
            execute(connection, step.operation.move_on, given)
    step.count("skipped", late, "late")
    step.count("skipped", held, "held")
