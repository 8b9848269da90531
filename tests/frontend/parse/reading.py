"""A text as the model, by shape and parsing alone: no rule has judged it."""

from __future__ import annotations

import functools

from orchestrator.conditions import Compare, Condition, Operator, Ref, Scope
from orchestrator.diagnostics import Diagnostic
from orchestrator.document import Value, read_document
from orchestrator.model import Flow, Project
from orchestrator.parse import Reading, parse_flow, parse_project, zone_or_utc
from orchestrator.schema import FLOW, PROJECT, check_shape
from tests.frontend.cases import GOLDEN

WHOLE = GOLDEN / "ok" / "whole-language"
EVENT_HEAD = "flow: case\ntrigger:\n  event: placed_order\nreentry: always\n"
SEND = "steps:\n  - send: hello\n    template: hello\n    subject: Hello\n"
CUSTOMER, TRIGGER, EVENT = Scope.CUSTOMER, Scope.TRIGGER, Scope.EVENT


def flow_of(text: str) -> Flow:
    flow, found = read_flow(text)
    assert found == []
    return flow


def project_of(text: str) -> Project:
    project, found = read_project(text)
    assert found == []
    return project


def said_of(text: str) -> list[tuple[str, str]]:
    """Code and message of what the shape and the parsing of a flow find."""
    return [(found.code.number, found.message) for found in read_flow(text)[1]]


def read_flow(text: str) -> tuple[Flow, list[Diagnostic]]:
    data, found = _shaped(text, FLOW)
    reading = Reading("flows/case.yml")
    known = whole_project()
    zone = zone_or_utc(known.defaults.timezone)
    flow = parse_flow(reading, data, known.catalog, zone, known.constants)
    return flow, [*found, *reading.diagnostics]


def read_project(text: str) -> tuple[Project, list[Diagnostic]]:
    data, found = _shaped(text, PROJECT)
    reading = Reading("orchestrator.yml")
    project = parse_project(reading, data, ".", None)
    return project, [*found, *reading.diagnostics]


@functools.cache
def whole_project() -> Project:
    return project_of((WHOLE / "orchestrator.yml").read_text(encoding="utf-8"))


def _shaped(text: str, schema: str) -> tuple[Value, list[Diagnostic]]:
    document, found = read_document("case.yml", text)
    assert document is not None
    assert found == []
    return check_shape(document, schema)


def conditions_of(text: str) -> tuple[Condition, ...]:
    return flow_of(f"{EVENT_HEAD}conditions:\n{text}{SEND}").conditions


def of_customer(name: str, operator: Operator, value: object) -> Compare:
    return Compare(Ref(CUSTOMER, name), operator, value)  # type: ignore[arg-type]
