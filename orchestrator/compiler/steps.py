"""Delays and branches: moving whole batches on."""

from __future__ import annotations

from sqlalchemy import FromClause, String, case, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.expressions import Passage, Place, TriggerRow, enrolled
from orchestrator.compiler.layout import ENDS, Layout, Station
from orchestrator.compiler.movement import arrival, departure, in_batch, is_open, stamp
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.words import condition_words, duration_words, step_words
from orchestrator.conditions import SinceKind
from orchestrator.model import Branch, Delay, EventTrigger, Flow, Project
from orchestrator.program import Branch as BranchOperation
from orchestrator.program import Delay as DelayOperation
from orchestrator.program import Statement, instant


def inside(flow: Flow, project: Project, enrolment: FromClause) -> Place:
    """The place of conditions that are judged after entering."""
    sources = Sources(project.catalog)
    trigger = flow.trigger
    own_event = trigger.event if isinstance(trigger, EventTrigger) else None
    event = project.catalog.events[own_event] if own_event else None
    return Place(
        sources,
        project.segments,
        sources.from_state(enrolment.c.customer),
        trigger=TriggerRow(
            value=lambda name, kind: tables.frozen(enrolment.c.trigger, name, kind),
            types=event.property_types() if event else {"time": Type.TIME},
            record_key=lambda name: tables.frozen(enrolment.c.trigger, f"record:{name}", Type.TEXT),
        ),
        default_since=SinceKind.TRIGGER,
        passage=Passage(
            triggered_at=enrolment.c.triggered_at,
            entered_at=enrolment.c.entered_at,
            own_event=own_event,
            own_key=cast(tables.frozen(enrolment.c.trigger, "key", Type.TEXT), String),
            enrolment=enrolment,
        ),
    )


def leave_batch(flow: Flow, project: Project) -> Statement | None:
    """`exit_when`, judged for the batch before its step."""
    if not flow.exit_when:
        return None
    place = inside(flow, project, tables.enrolment)
    clause = (
        update(tables.enrolment)
        .where(in_batch(), enrolled(flow.exit_when, place, any_of=True))
        .values(**departure("exit_when"))
    )
    return Statement.of("Those for whom exit_when holds leave first.", clause)


def onward(station: Station, layout: Layout) -> str:
    """Where it goes on, where that is not simply the next operation."""
    positions = [each.position for each in layout.stations]
    following = positions[positions.index(station.position) + 1 :]
    if following[:1] == [station.then]:
        return ""
    return f" Then {_named(station.then, layout)}."


def _named(target: str, layout: Layout) -> str:
    """Where somebody goes, by the name that the operation has."""
    if target in ENDS:
        return "the passage ends"
    step = next(each.step for each in layout.stations if each.position == target)
    return f"on to {step_words(step)}"


def delay_operation(flow: Flow, station: Station, step: Delay, layout: Layout) -> DelayOperation:
    words = duration_words(step.duration)
    clause = (
        update(tables.enrolment)
        .where(
            tables.enrolment.c.flow == flow.key,
            tables.enrolment.c.position == station.position,
            is_open(),
            tables.enrolment.c.due_at <= instant(),
        )
        .values(**arrival(layout, station.then, due=tables.enrolment.c.due_at))
    )
    return DelayOperation(
        name=step_words(step),
        sentence=f"Wait {words}.{onward(station, layout)}",
        position=station.position,
        move_on=Statement.of("Those whose time has come move on.", clause),
    )


def branch_operation(
    flow: Flow, station: Station, step: Branch, project: Project, layout: Layout
) -> BranchOperation:
    enrolment, passage = tables.enrolment, tables.passage
    place = inside(flow, project, enrolment)
    arms = list(station.arms)
    chosen = case(
        *(
            (enrolled(each.conditions, place), literal(arm))
            for each, arm in zip(step.cases, arms, strict=False)
        ),
        else_=literal("else"),
    )
    rows = select(enrolment.c.id, literal(step.id), chosen, instant()).where(in_batch())
    choose = insert(passage).from_select(["enrolment", "step", "arm", "at"], rows)
    # An edit may have moved the branch behind people who had passed it.
    choose = choose.on_conflict_do_update(
        index_elements=[passage.c.enrolment, passage.c.step],
        set_={"arm": choose.excluded.arm, "at": choose.excluded.at},
    )
    in_arm = select(passage.c.enrolment).join(enrolment, enrolment.c.id == passage.c.enrolment)
    return BranchOperation(
        name=step_words(step),
        sentence=_branch_words(step, station, layout),
        position=station.position,
        stamp=stamp(flow.key, station.position),
        leave=leave_batch(flow, project),
        choose=Statement.of("Each takes the first arm whose conditions hold.", choose),
        count=Statement.of(
            "How many took which arm.",
            select(passage.c.arm, func.count().label("people"))
            .join(enrolment, enrolment.c.id == passage.c.enrolment)
            .where(in_batch(), passage.c.step == step.id)
            .group_by(passage.c.arm),
        ),
        move_on=tuple(
            Statement.of(
                f"Those who took {arm} go there.",
                update(enrolment)
                .where(
                    in_batch(),
                    enrolment.c.id.in_(
                        in_arm.where(
                            in_batch(), passage.c.step == step.id, passage.c.arm == arm
                        ).correlate(None)
                    ),
                )
                .values(**arrival(layout, target, due=enrolment.c.due_at)),
            )
            for arm, target in station.arms.items()
        ),
    )


def _branch_words(step: Branch, station: Station, layout: Layout) -> str:
    ways = [_named(target, layout) for target in station.arms.values()]
    parts = [
        f"if {condition_words(each.conditions)}, {way}"
        for each, way in zip(step.cases, ways, strict=False)
    ]
    sentence = f"{'; else '.join(parts)}; else {ways[-1]}."
    return sentence[0].upper() + sentence[1:]
