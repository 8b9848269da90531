"""Taking an arm: by conditions at a branch, by lot at a split."""

from __future__ import annotations

from sqlalchemy import Executable, case, exists, func, literal, select, update

from orchestrator import tables
from orchestrator.compiler.drawing import drawn
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import arrival, due_here, in_batch
from orchestrator.compiler.sources import among
from orchestrator.compiler.steps.common import leave_first, named
from orchestrator.compiler.steps.straight import straight_to_sends
from orchestrator.compiler.triggered import inside
from orchestrator.model import Branch, Flow, Project, Split
from orchestrator.program import Branch as BranchOperation
from orchestrator.program import Statement, instant
from orchestrator.tables import Sql
from orchestrator.words import condition_words, step_words


def branch_operation(
    flow: Flow, station: Station, step: Branch, project: Project, layout: Layout
) -> BranchOperation:
    place = inside(flow, project, tables.enrolment)
    chosen = case(
        *(
            (enrolled(each.conditions, place), literal(arm))
            for each, arm in zip(step.cases, station.arms, strict=False)
        ),
        else_=literal("else"),
    )
    return _operation(
        flow,
        station,
        project,
        layout,
        sentence=_branch_words(step, station, layout),
        choose=Statement.of(
            "Each takes the first arm whose conditions hold.",
            _choose(station.position, chosen, _taken(flow, station, layout)),
        ),
    )


def split_operation(
    flow: Flow, station: Station, step: Split, project: Project, layout: Layout
) -> BranchOperation:
    # A renamed split draws as it did before.
    salt = f"{flow.key}/{step.was or step.id}"
    shares = [(arm.name, arm.share) for arm in step.arms]
    chosen = drawn(salt, tables.enrolment.c.customer, shares)
    ways = [
        f"{arm.share:g} % {arm.name}, {named(station.arms[arm.name], layout)}" for arm in step.arms
    ]
    return _operation(
        flow,
        station,
        project,
        layout,
        sentence=f"By lot: {'; '.join(ways)}.",
        choose=Statement.of(
            "Each takes the arm that it draws.",
            _choose(station.position, chosen, _taken(flow, station, layout)),
        ),
    )


def _operation(
    flow: Flow,
    station: Station,
    project: Project,
    layout: Layout,
    *,
    sentence: str,
    choose: Statement,
) -> BranchOperation:
    taken = _taken(flow, station, layout)
    return BranchOperation(
        name=step_words(station.step),
        sentence=sentence,
        position=station.position,
        taken_at=layout.taken_at(station),
        leave=leave_first(flow, project, taken),
        choose=choose,
        straight=straight_to_sends(flow, station, project, layout, taken),
        arms=tuple(station.arms),
        move_on=tuple(
            _move_to(arm, target, station.position, layout, taken)
            for arm, target in station.arms.items()
        ),
    )


def _taken(flow: Flow, station: Station, layout: Layout) -> Sql:
    return due_here(flow.key, layout.taken_at(station))


def _choose(step: str, chosen: Sql, taken: Sql) -> Executable:
    enrolment, passage = tables.enrolment, tables.passage
    rows = select(enrolment.c.id, literal(step), chosen, instant()).where(taken)
    choose = tables.insert(passage).from_select(["enrolment", "step", "arm", "at"], rows)
    # An edit may have moved the step behind people who had passed it.
    return choose.or_update([passage.c.enrolment, passage.c.step], ["arm", "at"])


def count_arms(step: str, *tests: Sql) -> Statement:
    enrolment, passage = tables.enrolment, tables.passage
    return Statement.of(
        "How many took which arm.",
        select(passage.c.arm, func.count().label("people"))
        .join(enrolment, enrolment.c.id == passage.c.enrolment)
        .where(in_batch(), passage.c.step == step, *tests)
        .group_by(passage.c.arm),
    )


def move_to(
    arm: str, target: str, step: str, layout: Layout, *tests: Sql, due: Sql | None = None
) -> Statement:
    """Those of the batch who took the arm go where it leads."""
    enrolment, passage = tables.enrolment, tables.passage
    took = (
        select(passage.c.enrolment)
        .join(enrolment, enrolment.c.id == passage.c.enrolment)
        .where(in_batch(), passage.c.step == step, passage.c.arm == arm, *tests)
        .correlate(None)
    )
    clause = (
        update(enrolment)
        .where(in_batch(), enrolment.c.id.in_(took))
        .values(**arrival(layout, target, due=due))
    )
    return Statement.of(f"Those who took {arm} go there.", clause)


def _move_to(arm: str, target: str, step: str, layout: Layout, taken: Sql) -> Statement:
    """Whoever has come to be due since has no row of now, and waits for the next tick."""
    enrolment, passage = tables.enrolment, tables.passage
    took = among(
        passage,
        literal(1),
        passage.c.enrolment == enrolment.c.id,
        passage.c.step == step,
        passage.c.arm == arm,
        passage.c.at == instant(),
    )
    columns = arrival(layout, target, due=enrolment.c.due_at)
    # Nobody was stamped, so that its index need not be looked at.
    del columns["batch"]
    clause = update(enrolment).where(taken, exists(took)).values(**columns)
    return Statement.of(f"Those who took {arm} go there.", clause)


def _branch_words(step: Branch, station: Station, layout: Layout) -> str:
    ways = [named(target, layout) for target in station.arms.values()]
    parts = [
        f"if {condition_words(each.conditions)}, {way}"
        for each, way in zip(step.cases, ways, strict=False)
    ]
    sentence = f"{'; else '.join(parts)}; else {ways[-1]}."
    return sentence[0].upper() + sentence[1:]
