"""The oracle plays a triple."""

from __future__ import annotations

from datetime import date, datetime

from orchestrator.catalog import Type
from orchestrator.conditions import SinceKind
from orchestrator.model import Flow
from tests.oracle.books import Books, Edit, Happening, Reply, Stop, Value
from tests.oracle.conditions import holds
from tests.oracle.found import Found
from tests.oracle.nodes import lay_out
from tests.oracle.reading import Reader
from tests.oracle.setting import Setting
from tests.oracle.state import Passage, State
from tests.oracle.tick import tick
from tests.oracle.triple import Triple, version


def play(triple: Triple) -> Found:
    books, state = Books(), State()
    layouts = {flow.key: lay_out(flow) for flow in triple.flows}
    reader = Reader(triple.project.catalog, books)
    for each in triple.rounds:
        flows = triple.flows_in(each)
        for happening in each.happenings:
            _happen(happening, books, state)
        setting = Setting(triple.project, flows, layouts, reader, state, each.now)
        for key in each.ticks:
            tick(setting, flows[key], version(flows[key], flows))
    return told(setting)


def _happen(happening: Happening, books: Books, state: State) -> None:
    match happening:
        case Edit():
            books.apply([happening])
        case Stop():
            state.suppressed.setdefault((happening.channel, happening.address), happening.stops)
        case Reply():
            left = state.messages_that_left()
            if left:
                state.replies.append((left[happening.nth % len(left)], happening))


def told(setting: Setting) -> Found:
    state, found = setting.state, Found()
    for each in state.passages:
        found.passages.append(_passage(each))
        for step, (arm, at) in each.arms.items():
            row = each.awaited.get(step, {}).get("row")
            found.arms.append((*_whose(each), step, arm, at, None if row is None else str(row)))
    for message in state.messages:
        found.messages.append(
            (
                *_whose(message.passage),
                message.step,
                message.status,
                message.reason,
                message.finished_at,
                message.first_due,
                message.due if message.is_queued else None,
                message.variant,
                message.channel,
                message.topic,
                message.marketing,
                message.to_customer,
            )
        )
    facts = setting.project.catalog.customers.facts
    found.facts = [
        (customer, name, canonical(value, facts[name]))
        for (customer, name), value in state.facts.items()
    ]
    found.tags = list(state.tags)
    found.suppressed = [(*whom, stops) for whom, stops in state.suppressed.items()]
    found.goals = [
        (flow.key, _reached(setting, flow)) for flow in setting.flows.values() if flow.goal
    ]
    return found


def _reached(setting: Setting, flow: Flow) -> int:
    assert flow.goal is not None
    return sum(
        holds(
            flow.goal.condition,
            setting.inside(each, SinceKind.TRIGGER, each.triggered_at + flow.goal.within),
        )
        for each in setting.state.of(flow.key)
    )


def _whose(passage: Passage) -> tuple[object, ...]:
    return (passage.flow, passage.customer, passage.occasion, passage.entered_at)


def _passage(passage: Passage) -> tuple[object, ...]:
    return (
        passage.flow,
        passage.customer,
        passage.occasion,
        passage.triggered_at,
        passage.entered_at,
        passage.ended_at,
        passage.end_reason,
        passage.held_out,
        passage.due,
    )


def canonical(value: Value, kind: Type) -> Value:
    """As it reads, however it is kept."""
    if value is None:
        return None
    match kind:
        case Type.NUMBER:
            return float(str(value))
        case Type.BOOLEAN:
            return str(value).lower() in ("true", "1")
        case Type.TIME:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
        case Type.DATE:
            return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        case _:
            return str(value)
