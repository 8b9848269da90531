"""The operations of a program, from the parts of its flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from sqlalchemy import literal, select, update

from orchestrator import tables
from orchestrator.compiler.digest import digest
from orchestrator.compiler.entering import (
    Started,
    enter_by_calendar,
    enter_by_date,
    enter_by_event,
    enter_by_hand,
    enter_by_segment,
    enter_by_start,
    follow_dates,
    join_segment,
    leave_segment,
    remember,
)
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.layout import Layout, Station, lay_out
from orchestrator.compiler.mentions import refs_of_flow, started_by
from orchestrator.compiler.movement import cancel_queued, departure, is_open
from orchestrator.compiler.news import with_news
from orchestrator.compiler.outcomes import move_on, recover_statements
from orchestrator.compiler.sending import send_operation
from orchestrator.compiler.steps import (
    branch_operation,
    delay_operation,
    split_operation,
    start_operation,
    until_clock_operation,
    until_date_operation,
    update_operation,
    wait_for_operation,
    wake_operation,
)
from orchestrator.compiler.triggered import NTH, inside
from orchestrator.conditions import Ref, Scope
from orchestrator.model import (
    Branch,
    CalendarTrigger,
    DateTrigger,
    Delay,
    DelayUntil,
    DelayUntilDate,
    EventTrigger,
    Flow,
    ManualTrigger,
    Project,
    SegmentTrigger,
    Send,
    Split,
    Start,
    Status,
    Update,
    WaitFor,
)
from orchestrator.program import (
    Enter,
    Leave,
    Operation,
    Recover,
    Statement,
    Step,
    Watch,
)
from orchestrator.words import exit_words


@dataclass(frozen=True)
class Operations:
    """All that operations are compiled from."""

    flow: Flow
    project: Project
    layout: Layout
    variables: frozenset[tuple[str, ...]]
    flows: Mapping[str, Flow]

    def in_order(self) -> Iterator[Operation]:
        """In the order of a tick."""
        flow, project, layout = self.flow, self.project, self.layout
        yield self._recover()
        yield from remember(flow, self._started_by(flow), project)
        if flow.status is Status.PAUSED:
            yield self._watch()
            return
        if flow.exit_when:
            yield self._leave()
        for station in layout.stations:
            if isinstance(station.step, WaitFor):
                yield wake_operation(flow, station, station.step, project, layout)
        if isinstance(flow.trigger, DateTrigger):
            moved = follow_dates(flow, flow.trigger, project, layout)
            yield from (moved,) if moved else ()
        yield self._enter()
        for station in layout.stations:
            yield self._step(station)

    def _watch(self) -> Watch:
        watch = Watch("Paused: nobody enters, nothing is sent, and nothing is made up for later.")
        trigger = self.flow.trigger
        if not isinstance(trigger, SegmentTrigger):
            return watch
        return replace(
            watch,
            leave_segment=leave_segment(self.flow.key, trigger.segment, self.project),
            join_segment=join_segment(self.flow.key, trigger.segment, self.project),
        )

    def _enter(self) -> Enter:
        flow, project, layout = self.flow, self.project, self.layout
        trigger = flow.trigger
        match trigger:
            case EventTrigger():
                counts = self._asks_nth()
                return enter_by_event(flow, trigger, project, layout, counts=counts)
            case SegmentTrigger():
                return enter_by_segment(flow, trigger, project, layout)
            case DateTrigger():
                return enter_by_date(flow, trigger, project, layout)
            case CalendarTrigger():
                return enter_by_calendar(flow, trigger, project, layout)
            case ManualTrigger():
                return enter_by_hand(flow)
            case _:
                assert_never(trigger)

    def _asks_nth(self) -> bool:
        """Counting costs a look at the customer's past, so only where somebody asks."""
        asked = Ref(Scope.TRIGGER, NTH)
        return ("trigger", NTH) in self.variables or asked in refs_of_flow(self.flow)

    def _step(self, station: Station) -> Step:  # noqa: PLR0911 - one arm a kind
        flow, project, layout, step = self.flow, self.project, self.layout, station.step
        match step:
            case Delay():
                return delay_operation(flow, station, step, layout)
            case DelayUntil():
                return until_clock_operation(flow, station, step, project, layout)
            case DelayUntilDate():
                return until_date_operation(flow, station, step, project, layout)
            case Branch():
                return branch_operation(flow, station, step, project, layout)
            case Split():
                return split_operation(flow, station, step, project, layout)
            case WaitFor():
                return wait_for_operation(flow, station, step, project, layout)
            case Update():
                return update_operation(flow, station, step, project, layout)
            case Start():
                started = self._started(step, station)
                return start_operation(flow, station, step, project, layout, started)
            case Send():
                return send_operation(flow, station, step, project, layout, self.variables)
            case _:
                assert_never(step)

    def _started(self, step: Start, station: Station) -> Started | None:
        other = self.flows[step.flow]
        if other.status is not Status.LIVE:
            return None
        return enter_by_start(
            other,
            lay_out(other.steps),
            digest(other, self.project, self._started_by(other)),
            self.project,
            by=self.flow.key,
            at=station.position,
        )

    def _started_by(self, flow: Flow) -> list[Flow]:
        return [self.flows[key] for key in started_by(flow)]

    def _recover(self) -> Recover:
        workers, requeue, give_up = recover_statements(self.flow)
        return Recover(
            sentence="Take back what a dead worker had claimed; report what it was handing over.",
            workers=workers,
            requeue=requeue,
            give_up=give_up,
            move_on={
                station.position: move_on(self.flow, station, self.layout)
                for station in self.layout.stations
                if isinstance(station.step, Send)
            },
        )

    def _leave(self) -> Leave:
        flow, enrolment = self.flow, tables.enrolment
        concerned = (
            enrolment.c.flow == flow.key,
            is_open(),
            enrolment.c.customer.in_(with_news(flow.exit_when, self.project)),
        )
        holds = enrolled(flow.exit_when, inside(flow, self.project, enrolment), any_of=True)
        leave = Statement.of(
            "Of those with news, the ones for whom exit_when holds leave.",
            update(enrolment).where(*concerned, holds).values(**departure("exit_when")),
        )
        anybody = Statement.of(
            "Whether anybody has news.", select(literal(1)).where(*concerned).limit(1)
        )
        return Leave(
            sentence=exit_words(flow),
            leave=leave,
            cancel=Statement.of(
                "Their queued messages are cancelled.", cancel_queued(flow.key, "exit_when")
            ),
            anybody=anybody if leave.asked else None,
        )
