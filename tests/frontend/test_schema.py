"""The schemas: complete, described, and saying the same as the model."""

from __future__ import annotations

import dataclasses
import json
import pathlib
from collections.abc import Iterator
from enum import Enum
from typing import Any, cast

import jsonschema
import pytest

from orchestrator import catalog, conditions, model

FOLDER = pathlib.Path(__file__).parents[2] / "schemas"
FILES = ("flow.schema.json", "project.schema.json")
NOT_WRITTEN = {"path", "file"}


def schema(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    return loaded


FLOW, PROJECT = map(schema, FILES)


def schemas_below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and all within it; a key called `properties` is no keyword."""
    yield node
    for maps in ("properties", "patternProperties", "$defs"):
        for below in node.get(maps, {}).values():
            yield from schemas_below(below)
    for single in ("items", "then", "else"):
        if isinstance(node.get(single), dict):
            yield from schemas_below(node[single])


def keys_below(top: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a file may hold; those of a dispatch say only which kinds there are."""
    for node in schemas_below(top):
        if node.get("additionalProperties") is False:
            yield from node.get("properties", {}).items()


@pytest.mark.parametrize("file", FILES)
def test_is_a_schema(file: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(file))


@pytest.mark.parametrize("file", FILES)
def test_every_key_is_described_and_has_an_example(file: str) -> None:
    found = list(keys_below(schema(file)))
    assert len(found) > 30
    assert not [key for key, node in found if len(node.get("description", "")) < 5]
    assert not [key for key, node in found if not node.get("examples")]


@pytest.mark.parametrize("file", FILES)
def test_every_map_is_closed(file: str) -> None:
    maps = [n for n in schemas_below(schema(file)) if n.get("type") == "object" and "if" not in n]
    assert [node for node in maps if node.get("additionalProperties") is not False] == []


@pytest.mark.parametrize("file", FILES)
def test_a_pattern_has_words_of_its_own(file: str) -> None:
    """A regular expression is never shown to anybody."""
    text = json.dumps(schema(file))
    assert text.count('"pattern":') == text.count('"patternErrorMessage":')


def keys(of: dict[str, Any]) -> set[str]:
    return set(of["properties"])


def fields(*classes: type) -> set[str]:
    names = {field.name for each in classes for field in dataclasses.fields(cast("Any", each))}
    return names - NOT_WRITTEN


FLOW_DEFS, PROJECT_DEFS = FLOW["$defs"], PROJECT["$defs"]
OPERATORS = {operator.value for operator in conditions.Operator}
PAIRS = {
    "flow": (keys(FLOW) - {"flow"}, fields(model.Flow) - {"key"}),
    "send": (keys(FLOW_DEFS["send"]) - {"send"}, fields(model.Send) - {"id"}),
    "variant": (keys(FLOW_DEFS["variant"]), fields(model.Variant) - {"name"}),
    "delay": (keys(FLOW_DEFS["delay"]), {"delay"}),
    "case": (
        keys(FLOW_DEFS["case"]) - {"if", "then"},
        fields(model.Case) - {"conditions", "steps"},
    ),
    "event trigger": (keys(FLOW_DEFS["event_trigger"]), fields(model.EventTrigger)),
    "segment trigger": (keys(FLOW_DEFS["segment_trigger"]), fields(model.SegmentTrigger)),
    "date trigger": (
        keys(FLOW_DEFS["date_trigger"]) - {"date", "repeat"},
        fields(model.DateTrigger) - {"attribute", "yearly"},
    ),
    "reentry": (keys(FLOW_DEFS["reentry_map"]), fields(model.Reentry) - {"kind"}),
    "schedule": (keys(FLOW_DEFS["schedule_map"]), fields(model.Schedule) - {"every"}),
    "goal": (keys(FLOW_DEFS["goal"]) - {"did"}, fields(model.Goal) - {"condition"}),
    "operators": (keys(FLOW_DEFS["operators"]), OPERATORS),
    "did": (
        keys(FLOW_DEFS["did_map"]) - {times.value for times in conditions.Times},
        fields(conditions.Did) - {"negated", "times", "count"},
    ),
    "project": (keys(PROJECT), fields(model.Project) - {"root"}),
    "database": (keys(PROJECT["properties"]["database"]) - {"default"}, fields(model.Database)),
    "defaults": (keys(PROJECT["properties"]["defaults"]), fields(model.Defaults)),
    "catalog": (keys(PROJECT["properties"]["catalog"]), fields(catalog.Catalog)),
    "customers": (
        keys(PROJECT_DEFS["customers"]) - {"table", "sql"},
        fields(catalog.Customers) - {"source"},
    ),
    "event": (
        keys(PROJECT_DEFS["event"]) - {"table", "sql"},
        fields(catalog.Event) - {"source", "name"},
    ),
    "items": (keys(PROJECT_DEFS["items"]), fields(catalog.Items)),
    "record": (
        keys(PROJECT_DEFS["record"]) - {"table", "sql"},
        fields(catalog.Record) - {"source", "name"},
    ),
    "column": (keys(PROJECT_DEFS["column_map"]) - {"column"}, fields(catalog.Column) - {"name"}),
    "sender": (
        keys(PROJECT_DEFS["email_sender"]) - {"from"},
        fields(model.SenderSettings) - {"from_address"},
    ),
}


@pytest.mark.parametrize("part", PAIRS)
def test_the_schema_has_what_the_model_has(part: str) -> None:
    in_schema, in_model = PAIRS[part]
    assert in_schema == in_model


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (FLOW["properties"]["status"], model.Status),
        (FLOW["properties"]["while_inside"], model.WhileInside),
        (FLOW_DEFS["message_class"], model.MessageClass),
        (FLOW_DEFS["send"]["properties"]["channel"], model.Channel),
        (FLOW_DEFS["date_trigger"]["properties"]["leap_day"], model.LeapDay),
        (FLOW_DEFS["reentry_map"]["properties"]["counted_from"], model.CountedFrom),
        (FLOW_DEFS["reentry_map"]["properties"]["per"], model.Per),
        (PROJECT_DEFS["column_map"]["properties"]["type"], catalog.Type),
        (PROJECT_DEFS["column_map"]["properties"]["format"], catalog.TimeFormat),
        (PROJECT_DEFS["email_sender"]["properties"]["type"], model.SenderType),
    ],
)
def test_the_schema_has_the_models_words(words: dict[str, Any], enum: type[Enum]) -> None:
    assert words["enum"] == [member.value for member in enum]


def test_the_schema_has_the_models_steps() -> None:
    dispatch = FLOW_DEFS["step"]["else"]["properties"]
    assert set(dispatch) == {step.__name__.lower() for step in model.Step.__args__}


@pytest.mark.parametrize("file", FILES)
def test_examples_are_examples(file: str) -> None:
    """What an editor shows as an example is right by the schema that it stands in."""
    import referencing  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    resources = [(name, DRAFT202012.create_resource(schema(name))) for name in FILES]
    registry = referencing.Registry[Any]().with_resources(resources)
    for key, node in keys_below(schema(file)):
        held = {"$ref": f"{file}#/$defs/NONE", **node}
        held = json.loads(json.dumps(held).replace('"#/$defs/', f'"{file}#/$defs/'))
        if held["$ref"].endswith("NONE"):
            del held["$ref"]
        validator = jsonschema.Draft202012Validator(held, registry=registry)
        for value in node["examples"]:
            errors = [error.message for error in validator.iter_errors(value)]
            assert (key, errors) == (key, [])
