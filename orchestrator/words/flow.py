"""A whole flow: who enters, who may, when again, the ways out, and the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.conditions import AllOf, AnyOf, Condition
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    Goal,
    Project,
    Schedule,
    Send,
    Trigger,
)
from orchestrator.words.again import again_words
from orchestrator.words.conditions import condition_words
from orchestrator.words.cron import cron_words
from orchestrator.words.durations import duration_words
from orchestrator.words.listing import sentence
from orchestrator.words.names import Place, inside
from orchestrator.words.outline import Item, Outline, Section, condition_item
from orchestrator.words.segments import segment_items
from orchestrator.words.sending import sending_items
from orchestrator.words.step_items import step_items
from orchestrator.words.triggers import (
    calendar_zone_words,
    entering_words,
    moved_words,
    occasion_words,
)
from orchestrator.words.values import percent_words


def describe(flow: Flow, project: Project) -> Outline:
    """All that the file says, and what the project adds to it."""
    known = (each for each in (flow.status.value, flow.stage, flow.owner) if each)
    return Outline(
        title=f"{flow.key}: {flow.title} ({', '.join(known)})",
        description=flow.description,
        sections=tuple(_sections(flow, project)),
        steps=step_items(flow),
    )


def _sections(flow: Flow, project: Project) -> Iterator[Section]:
    place = inside(flow.trigger)
    yield Section("Enters", _entering(flow))
    if flow.conditions:
        yield Section("Only if", _conditions(flow.conditions, Place(flow.trigger)))
    yield Section("Again", Item(sentence(again_words(flow))))
    if flow.exit_when:
        lead = "As soon as"
        yield Section("Leaves", condition_item(lead, AnyOf(flow.exit_when), place))
    if flow.goal:
        yield Section("Goal", _goal(flow.goal, flow.trigger))
    if flow.holdout:
        share = percent_words(flow.holdout)
        yield Section("Holdout", Item(f"{share} get nothing, to compare with."))
    if any(isinstance(step, Send) for step in flow.all_steps()):
        yield Section("Messages", Item("", tuple(sending_items(flow, project.defaults))))
    if flow.schedule:
        yield Section("Runs", Item(sentence(schedule_words(flow.schedule))))
    if segments := tuple(segment_items(flow, project)):
        yield Section("Segments", Item("", segments))


def _entering(flow: Flow) -> Item:
    trigger = flow.trigger
    if isinstance(trigger, CalendarTrigger) and len(trigger.occasions) > 1:
        zone = calendar_zone_words(trigger)
        days = tuple(Item(f"{occasion_words(each)}.") for each in trigger.occasions)
        return Item(f"Everybody on each of these days{zone}:", days)
    who = "everybody " if isinstance(trigger, CalendarTrigger) else ""
    moved = f" {moved_words(trigger)}" if isinstance(trigger, DateTrigger) else ""
    return Item(f"{sentence(f'{who}{entering_words(flow)}')}{moved}")


def _goal(goal: Goal, trigger: Trigger) -> Item:
    start = "the trigger" if isinstance(trigger, EventTrigger) else "entering"
    lead = f"Within {duration_words(goal.within)} of {start}"
    return condition_item(lead, goal.condition, Place(trigger))


def _conditions(conditions: Sequence[Condition], place: Place) -> Item:
    return condition_item("", AllOf(tuple(conditions)), place)


def schedule_words(schedule: Schedule) -> str:
    if schedule.every is not None:
        return f"every {duration_words(schedule.every)}"
    zone = f" in {schedule.timezone}" if schedule.timezone else ""
    return f"{cron_words(schedule.cron or '')}{zone}"


def exit_words(flow: Flow) -> str:
    """The ways out as one sentence."""
    ways = condition_words(flow.exit_when, "or", inside(flow.trigger))
    return f"Leave as soon as {ways}."
