"""`wait_for`: standing at a step until something has happened, or for long enough.

Whoever arrives is judged at once, and again with each new row of an awaited event and when the time
is up. What happened after that time never counts, however late it is looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Executable, Select, bindparam, case, literal, null, or_, select, update

from orchestrator import tables
from orchestrator.compiler.expressions import Place, enrolled, rows_of
from orchestrator.compiler.freezing import frozen_row
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import in_batch, stamp, stamp_those
from orchestrator.compiler.news import with_news
from orchestrator.compiler.sources import among
from orchestrator.compiler.steps.choosing import count_arms, move_to
from orchestrator.compiler.steps.common import leave_batch, named, release
from orchestrator.compiler.triggered import awaited_did, inside
from orchestrator.conditions import Did, SinceKind, Times
from orchestrator.model import Flow, Project, WaitFor
from orchestrator.program import Statement, Wake, instant
from orchestrator.program import WaitFor as WaitForOperation
from orchestrator.tables import Sql
from orchestrator.words import condition_words, duration_words, step_words
from orchestrator.words import names as words

_THEN, _ELSE = "then", "else"


def wait_for_operation(
    flow: Flow, station: Station, step: WaitFor, project: Project, layout: Layout
) -> WaitForOperation:
    enrolment = tables.enrolment
    begin = (
        update(enrolment)
        .where(in_batch(), enrolment.c.waits_since.is_(None))
        .values(waits_since=instant(), due_at=instant(ago=-step.at_most))
    )
    ways = [named(station.arms[arm], layout) for arm in (_THEN, _ELSE)]
    asked = condition_words(step.awaited, place=words.awaiting(step, flow))
    at_most = duration_words(step.at_most)
    return WaitForOperation(
        name=step_words(step),
        sentence=f"Wait until {asked}: then {ways[0]}; after {at_most} without it, {ways[1]}.",
        position=station.position,
        stamp=stamp(flow.key, station.position),
        leave=leave_batch(flow, project),
        begin=Statement.of("For those who have just arrived the time begins.", begin),
        choose=_choose(flow, step, project),
        count=_count(step),
        move_on=_move_on(station, layout),
        release=release(),
    )


def wake_operation(
    flow: Flow, station: Station, step: WaitFor, project: Project, layout: Layout
) -> Wake:
    """Before anybody enters: the window of what is new ends with the watermark."""
    standing = tables.enrolment.alias("standing")
    everybody = bindparam("everybody") == literal("yes")
    woken = (
        standing.c.waits_since.is_not(None),
        or_(everybody, standing.c.customer.in_(with_news(step.awaited, project))),
    )
    return Wake(
        name=f"wake {step.id}",
        sentence=f"Of those who wait at {step.id}, whoever has news is looked at.",
        position=station.position,
        stamp=stamp_those(flow.key, station.position, standing, *woken),
        leave=leave_batch(flow, project),
        choose=_choose(flow, step, project),
        count=_count(step),
        move_on=_move_on(station, layout),
        release=release(),
    )


def _choose(flow: Flow, step: WaitFor, project: Project) -> Statement:
    enrolment, passage = tables.enrolment, tables.passage
    standing = inside(flow, project, enrolment)
    place = replace(standing, until=enrolment.c.due_at, default_since=SinceKind.MESSAGE)
    judged = (
        select(
            enrolment.c.id,
            enrolment.c.due_at,
            enrolled(step.awaited, place).label("met"),
            _row(step, place).label("awaited"),
        )
        .where(in_batch())
        .subquery("judged")
    )
    met = judged.c.met
    rows = select(
        judged.c.id,
        literal(step.id),
        case((met, literal(_THEN)), else_=literal(_ELSE)),
        instant(),
        case((met, judged.c.awaited), else_=null()),
    ).where(or_(met, judged.c.due_at <= instant()))
    choose = tables.insert(passage).from_select(["enrolment", "step", "arm", "at", "awaited"], rows)
    # An edit may have moved the step behind people who had passed it.
    clause: Executable = choose.or_update(
        [passage.c.enrolment, passage.c.step], ["arm", "at", "awaited"]
    )
    return Statement.of("For whom all holds, or whose time is up, takes an arm.", clause)


def _row(step: WaitFor, place: Place) -> Sql:
    """The row that ended the wait, as `ID.property` reads it later."""
    asked = awaited_did(step)
    if asked is None:
        return null()
    return _deciding(asked, place).scalar_subquery()


def _deciding(asked: Did, place: Place) -> Select[Any]:
    """The row with which it was often enough; where no number is awaited, the last one."""
    rows, tests = rows_of(asked, place)
    frozen = frozen_row(place.catalog.events[asked.event], rows)
    found = among(rows.clause, frozen, *tests)
    order = (rows["row:time"], rows["row:key"])
    if asked.times is Times.AT_LEAST and not asked.sums:
        return found.order_by(*order).limit(1).offset(asked.count - 1)
    return found.order_by(*(each.desc() for each in order)).limit(1)


def _count(step: WaitFor) -> Statement:
    return count_arms(step.id, tables.passage.c.at == instant())


def _move_on(station: Station, layout: Layout) -> tuple[Statement, ...]:
    """Who has waited in vain has been due since the time was up, who was woken is due now."""
    now = tables.passage.c.at == instant()
    in_vain = tables.enrolment.c.due_at
    targets = ((_THEN, None), (_ELSE, in_vain))
    return tuple(
        move_to(arm, station.arms[arm], station.position, layout, now, due=due)
        for arm, due in targets
    )
