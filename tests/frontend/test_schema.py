"""The schemas: complete, described, and saying the same as the model."""

from __future__ import annotations

import dataclasses
import inspect
import json
from enum import Enum
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT202012

from orchestrator import catalog, conditions, model
from orchestrator.model import flow, project, steps, triggers
from orchestrator.parse.timetable import WEEKDAYS
from orchestrator.schema.kinds import HOMES, STEP_KINDS, TRIGGER_KINDS
from tests.frontend.partners import MODELS_ALONE, PARTNERS, places
from tests.frontend.schemas import FILES, keys_below, schema, schemas_below

FLOW, PROJECT = map(schema, FILES)
FLOW_DEFS, PROJECT_DEFS = FLOW["$defs"], PROJECT["$defs"]


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


KEYS = {
    place: keys
    for file, top in zip(("flow", "project"), (FLOW, PROJECT), strict=True)
    for place, keys in places(top, file)
}


def test_every_map_has_a_partner() -> None:
    assert {*KEYS} == {*PARTNERS}


@pytest.mark.parametrize("place", KEYS)
def test_every_key_has_a_field_and_every_field_a_key(place: str) -> None:
    assert PARTNERS[place].expected_keys() == KEYS[place]


@pytest.mark.parametrize("place", PARTNERS)
def test_no_exception_is_idle(place: str) -> None:
    partner = PARTNERS[place]
    assert {*partner.renamed.values(), *partner.fields_alone} <= partner.fields()
    assert not {*partner.keys_alone} & partner.fields()
    assert all([*partner.keys_alone.values(), *partner.fields_alone.values()])


def test_every_class_of_the_model_is_written_somewhere() -> None:
    modules = (conditions, catalog, flow, project, steps, triggers)
    classes = {
        found
        for module in modules
        for _name, found in inspect.getmembers(module, dataclasses.is_dataclass)
        if found.__module__ == module.__name__
    }
    assert classes - {partner.model for partner in PARTNERS.values()} == {*MODELS_ALONE}


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (FLOW["properties"]["status"], model.Status),
        (FLOW["properties"]["while_inside"], model.WhileInside),
        (FLOW_DEFS["message_class"], model.MessageClass),
        (FLOW_DEFS["send"]["properties"]["channel"], model.Channel),
        (FLOW_DEFS["send"]["properties"]["on_cap"], model.OnCap),
        (FLOW_DEFS["date_trigger"]["properties"]["leap_day"], model.LeapDay),
        (FLOW_DEFS["date_trigger"]["properties"]["if_moved"], model.IfMoved),
        (FLOW_DEFS["until_date_map"]["properties"]["if_past"], model.IfPast),
        (FLOW_DEFS["reentry_map"]["properties"]["counted_from"], model.CountedFrom),
        (FLOW_DEFS["reentry_map"]["properties"]["per"], model.Per),
        (PROJECT_DEFS["column_map"]["properties"]["format"], catalog.TimeFormat),
        (PROJECT_DEFS["sender"]["properties"]["type"], model.SenderType),
        (PROJECT_DEFS["sender"]["properties"]["channel"], model.Channel),
    ],
)
def test_the_schema_has_the_models_words(words: dict[str, Any], enum: type[Enum]) -> None:
    assert words["enum"] == [member.value for member in enum]


@pytest.mark.parametrize(
    ("words", "more"),
    [
        # What the database keeps as a uuid is text to all else.
        (PROJECT_DEFS["column_map"]["properties"]["type"], ["uuid"]),
        (PROJECT_DEFS["sql_attribute"]["properties"]["type"], []),
        (PROJECT_DEFS["fact"], []),
    ],
)
def test_a_column_has_any_type_but_that_of_tags(words: dict[str, Any], more: list[str]) -> None:
    types = [type_.value for type_ in catalog.Type if type_ is not catalog.Type.TAGS]
    assert words["enum"] == types + more


def test_only_customers_can_be_suppressed() -> None:
    channels = FLOW_DEFS["changes"]["properties"]["suppress"]["enum"]
    assert channels == [model.Channel.EMAIL.value, model.Channel.SMS.value]


def test_the_weekdays() -> None:
    assert FLOW_DEFS["weekday"]["enum"] == [*WEEKDAYS]


def kinds_offered(dispatch: dict[str, Any]) -> tuple[str, ...]:
    """What an editor offers where no kind is said yet: the last way of a dispatch."""
    while "else" in dispatch:
        dispatch = dispatch["else"]
    return tuple(dispatch["properties"])


def test_the_kinds_are_those_of_the_schema() -> None:
    assert kinds_offered(FLOW_DEFS["step"]) == STEP_KINDS
    assert kinds_offered(FLOW_DEFS["trigger"]) == TRIGGER_KINDS


def test_what_may_lose_its_indent_stands_below_its_home() -> None:
    """Each list of keys is held against the maps that the home can hold."""
    below = {
        "trigger": [place for place in KEYS if place.endswith("_trigger")],
        "steps": [
            *(f"flow#{kind}" for kind in STEP_KINDS),
            *("flow#until_map", "flow#until_date_map", "flow#changes"),
        ],
        "reentry": ["flow#reentry_map"],
        "goal": ["flow#goal"],
        "schedule": ["flow#schedule_map"],
        "frequency_cap": ["flow#frequency_cap"],
        "send_window": ["flow#send_window_map"],
        "of": ["flow#counted_topic"],
        "delay": ["flow#until_map", "flow#until_date_map"],
        "update": ["flow#changes"],
        "database": ["project/database"],
        "defaults": ["project/defaults"],
        "catalog": ["project/catalog"],
        "senders": ["project/senders"],
    }
    at_the_top = KEYS["flow"] | KEYS["project"]
    for home, keys in HOMES.items():
        wanted = {key for place in below[home] for key in KEYS[place]}
        assert (home, {*keys} - wanted) == (home, set())
        assert (home, wanted - {*keys} - at_the_top) == (home, set())


@pytest.mark.parametrize("file", FILES)
def test_examples_are_examples(file: str) -> None:
    """What an editor shows as an example is right by the schema that it stands in."""
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
