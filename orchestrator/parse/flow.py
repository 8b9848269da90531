"""A flow's document to a Flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, tzinfo

from orchestrator.catalog import Catalog
from orchestrator.document import Value
from orchestrator.model import Flow, MessageClass, Status, Trigger, WhileInside
from orchestrator.parse import options
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.references import Constants
from orchestrator.parse.steps import StepReader
from orchestrator.parse.triggers import read_trigger
from orchestrator.parse.values import duration, share


def parse_flow(
    reading: Reading,
    data: Value,
    catalog: Catalog | None,
    zone: tzinfo = UTC,
    constants: Constants | None = None,
) -> Flow:
    """The flow, with defaults for what is missing or cannot be read; `reading` says what that is.

    `zone` is that of dates which do not say one. Without constants none is missed.
    """
    top = Node(data)
    anywhere = ConditionReader(reading, Names(catalog), zone, constants)
    trigger = read_trigger(anywhere, top["trigger"])
    conditions = replace(anywhere, names=_names(anywhere, trigger, top["steps"]))
    key = top["flow"].text()
    return Flow(
        key=key,
        title=top["title"].text(key.replace("-", " ").capitalize()),
        trigger=trigger,
        steps=StepReader(reading, conditions).many(top["steps"]),
        status=Status(top["status"].text(Status.DRAFT)),
        stage=top["stage"].text_or_none(),
        owner=top["owner"].text_or_none(),
        description=top["description"].text_or_none(),
        message_class=MessageClass(top["message_class"].text(MessageClass.MARKETING)),
        conditions=conditions.many(top["conditions"]),
        reentry=options.read_reentry(reading, top["reentry"]),
        while_inside=WhileInside(top["while_inside"].text(WhileInside.IGNORE)),
        exit_when=conditions.many(top["exit_when"]),
        goal=options.read_goal(conditions, top["goal"]),
        holdout=reading.read(top["holdout"], share, 0.0),
        priority=top["priority"].number(50),
        frequency_cap=options.read_caps(reading, top["frequency_cap"]),
        send_window=options.read_send_window(reading, top["send_window"]),
        hold=options.read_hold(conditions, top),
        not_after=reading.read(top["not_after"], duration, timedelta(days=2)),
        schedule=options.read_schedule(reading, top["schedule"]),
        file=reading.file,
    )


def _names(anywhere: ConditionReader, trigger: Trigger, steps: Node) -> Names:
    """What can be named in the flow; a first reading of the steps tells what they wait for."""
    unheard = replace(anywhere, reading=Reading(anywhere.reading.file))
    waiting = StepReader(unheard.reading, unheard).many(steps) if _waits(steps) else ()
    return Names.of_flow(anywhere.names.catalog, trigger, waiting)


def _waits(node: Node) -> bool:
    return "wait_for" in node or any(_waits(below) for below in node.below())
