"""Arms that lead straight to a send: their messages are queued as the arms are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, case, func, not_, select

from orchestrator import tables
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.queueing import message_of, queue_rows, wait
from orchestrator.compiler.recipients import recipient_of
from orchestrator.model import Flow, Project, Send, WhileInside
from orchestrator.program import Statement, Straight, instant
from orchestrator.tables import Sql

enrolment, passage = tables.enrolment, tables.passage


def straight_to_sends(
    flow: Flow, station: Station, project: Project, layout: Layout, taken: Sql
) -> Straight | None:
    """For those of `taken` who have chosen; who is held out, or had it, is left to the send."""
    # Of a person's passages side by side the one that comes to its send first goes first under
    # a cap: by the order of the file, which an arm further down must not overtake.
    sends = _sends(station, layout) if flow.while_inside is not WhileInside.BOTH else {}
    if not sends:
        return None
    rows = [
        message_of(flow, step, marketing=recipient_of(flow, step, project).is_marketing)
        for step in sends.values()
    ]
    choices = [passage.c.arm == arm for arm in sends]
    row = {name: _by_arm(choices, [each[name] for each in rows]) for name in rows[0]}
    chosen = enrolment.join(passage, passage.c.enrolment == enrolment.c.id)
    # Whoever has come to be due since has no row of now, and waits for the next tick.
    took = and_(
        taken,
        passage.c.step == station.position,
        passage.c.at == instant(),
        passage.c.arm.in_(sends),
    )
    count = select(passage.c.arm, func.count().label("people")).select_from(chosen)
    return Straight(
        steps={arm: step.id for arm, step in sends.items()},
        count=Statement.of(
            "How many took an arm that leads straight to a message.",
            count.where(took).group_by(passage.c.arm),
        ),
        queue=queue_rows(flow, row, chosen, took, not_(enrolment.c.held_out)),
        wait=wait(sorted({step.id for step in sends.values()}), taken),
    )


def _sends(station: Station, layout: Layout) -> Mapping[str, Send]:
    """By arm."""
    steps = {each.position: each.step for each in layout.stations}
    found = ((arm, steps.get(target)) for arm, target in station.arms.items())
    return {arm: step for arm, step in found if isinstance(step, Send)}


def _by_arm(choices: Sequence[Sql], values: Sequence[Sql]) -> Sql:
    first, *others = values
    if all(first.compare(each) for each in others):
        return first
    return case(*zip(choices, values, strict=True))
