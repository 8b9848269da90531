"""The reference of every key, from the JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).parents[2] / "schemas"
FLOW, PROJECT, TEST = "flow.schema.json", "project.schema.json", "test.schema.json"
FLOW_PARTS = {
    "event_trigger": "trigger: an event",
    "segment_trigger": "trigger: a segment",
    "date_trigger": "trigger: a date",
    "calendar_trigger": "trigger: the calendar",
    "occasion": "days of a calendar",
    "condition": "A condition",
    "did_map": "did, did_not",
    "lines": "trigger.items",
    "responded_map": "received, opened, clicked, and their not_",
    "operators": "A test of a value",
    "reentry_map": "reentry: after some time",
    "goal": "goal",
    "frequency_cap": "frequency_cap",
    "counted_topic": "of: a topic",
    "send_window_map": "send_window: on some weekdays",
    "schedule_map": "schedule: by the clock",
    "send": "step: send",
    "variant": "variants of a send",
    "delay": "step: delay",
    "until_map": "delay: until a time",
    "until_date_map": "delay: until a date",
    "branch": "step: branch",
    "case": "cases of a branch",
    "split": "step: split",
    "arm": "arms of a split",
    "wait_for": "step: wait_for",
    "changes": "step: update",
    "start": "step: start",
}
PROJECT_PARTS = {
    "customers": "catalog.customers",
    "column_map": "A column with its type",
    "count": "attribute: how many",
    "sum": "attribute: a sum",
    "latest": "attribute: the last time",
    "first": "attribute: the first time",
    "sql_attribute": "attribute: your own SQL",
    "event": "catalog.events.NAME",
    "items": "items of an event",
    "record": "catalog.records.NAME",
    "responses": "catalog.responses",
    "segment_map": "segments.NAME: one list to enter, one to stay",
    "coupon": "coupons.NAME",
    "sender": "senders.NAME",
}
TEST_PARTS = {
    "case": "A case",
    "person": "customers.NAME",
    "thing": "records.RECORD.KEY",
    "did_entry": "given: an event",
    "becomes_entry": "given: a change of a record",
    "opened_entry": "given: a mail is opened",
    "clicked_entry": "given: a link is clicked",
    "unsubscribes_entry": "given: somebody unsubscribes",
    "bounces_entry": "given: an address bounces",
    "expected": "expect.NAME",
    "message": "gets: a message",
}
INTRODUCTION = """# Reference

Every key of a flow, of orchestrator.yml and of a test of a flow. This page is generated from `schemas/`, which editors read
too: a flow that begins with `# yaml-language-server: $schema=../schemas/flow.schema.json` is completed
and checked while you type.

A step is one of `send`, `delay`, `branch`, `split`, `wait_for`, `update`, `start` and the bare word `exit`.
A trigger is one of `event`, `segment`, `date`, `calendar` and the bare word `manual`.

Attribute tests are written `customer.NAME: VALUE` (equal), `customer.NAME: [A, B]` (one of), or with the
operators below; the same goes for `trigger.NAME` after `trigger:`, for `STEP.NAME` of a `wait_for`, and
for bare property names in a `where`. Where numbers, dates and times are compared, the value may be one
that is read: `trigger.NAME` or `customer.NAME`. `constants.NAME` stands for that constant of
orchestrator.yml wherever a value stands. A list of conditions means all of them, but in `exit_when` any."""


def reference() -> str:
    flow, project = _read(FLOW), _read(PROJECT)
    lines = [INTRODUCTION, "", "# A flow", "", *_table(flow, {FLOW: flow})]
    lines += _parts(FLOW_PARTS, flow, {FLOW: flow})
    known = {FLOW: flow, PROJECT: project}
    lines += ["", "# orchestrator.yml", "", *_table(project, known)]
    for part in ("database", "defaults"):
        lines += ["", f"## {part}", "", *_table(project["properties"][part], known)]
    lines += _parts(PROJECT_PARTS, project, known)
    test = _read(TEST)
    known = {TEST: test, **known}
    lines += ["", "# A test of a flow", "", *_table(test, known)]
    return "\n".join([*lines, *_parts(TEST_PARTS, test, known)]) + "\n"


def _parts(parts: dict[str, str], schema: Schema, known: dict[str, Schema]) -> Iterator[str]:
    for name, title in parts.items():
        part = schema["$defs"][name]
        yield from ("", f"## {title}", "", part.get("description", ""), "", *_table(part, known))


def _table(schema: Schema, known: dict[str, Schema]) -> Iterator[str]:
    yield "| key | | what | for example |"
    yield "|---|---|---|---|"
    required = schema.get("required", ())
    for key, value in schema["properties"].items():
        must = "required" if key in required else ""
        allowed = _allowed(value, known)
        what = value.get("description", "") + (f" One of {allowed}." if allowed else "")
        yield f"| `{key}` | {must} | {_cell(what)} | {_example(value, known)} |"


def _allowed(value: Schema, known: dict[str, Schema]) -> str:
    choices = value.get("enum") or _target(value, known).get("enum") or ()
    return ", ".join(f"`{choice}`" for choice in choices) if len(choices) > 1 else ""


def _example(value: Schema, known: dict[str, Schema]) -> str:
    examples = value.get("examples") or _target(value, known).get("examples") or ()
    return f"`{_cell(_written(examples[0]))}`" if examples else ""


def _written(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def _target(value: Schema, known: dict[str, Schema]) -> Schema:
    file, _, pointer = value.get("$ref", "").rpartition("#/$defs/")
    if not pointer:
        return {}
    for name, schema in known.items():
        if file in ("", name) and pointer in schema["$defs"]:
            found: Schema = schema["$defs"][pointer]
            return found
    return {}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _read(name: str) -> Schema:
    schema: Schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return schema
