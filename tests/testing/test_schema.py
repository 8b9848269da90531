"""The schema of tests: complete, described, and saying the same as the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from click.testing import CliRunner
from referencing.jsonschema import DRAFT202012

from orchestrator.cli import main
from orchestrator.model import Channel
from orchestrator.schema.kinds import GIVEN_KEYS, GIVEN_KINDS
from orchestrator.testing import model
from orchestrator.testing.matching import OF_LEAVING
from tests.frontend.partners import KIND, Partner, places
from tests.frontend.schemas import keys_below, schema, schemas_below

FILE = "test.schema.json"
TEST = schema(FILE)
DEFS = TEST["$defs"]
VALUES = "Person.values"
ADDRESSES = dict.fromkeys(("email", "phone", "timezone", "locale"), VALUES)
TIMES = dict.fromkeys(("after", "before"), "at, counted from another time")

PARTNERS = {
    "test": Partner(
        model.FlowTests,
        renamed={"test": "flow"},
        keys_alone=dict.fromkeys(("begins", "beside", "customers", "records"), "in each Case"),
    ),
    "test#case": Partner(model.Case, renamed={"case": "name"}),
    "test#person": Partner(
        model.Person, keys_alone=ADDRESSES, fields_alone={"values": "by their own names"}
    ),
    "test#change": Partner(
        model.Person,
        keys_alone=ADDRESSES,
        fields_alone={
            "values": "by their own names",
            **dict.fromkeys(("created", "tags", "facts", "draws"), "only from the beginning"),
        },
    ),
    "test#thing": Partner(model.Thing, fields_alone={"values": "by their own names"}),
    "test#did_entry": Partner(model.Did, renamed={"with": "properties"}, keys_alone=TIMES),
    "test#becomes_entry": Partner(
        model.RecordBecomes, keys_alone={**TIMES, "customer": "Becomes.customer"}
    ),
    "test#opened_entry": Partner(
        model.Answers, renamed={"opened": "step"}, fields_alone={"answer": KIND}
    ),
    "test#clicked_entry": Partner(
        model.Answers, renamed={"clicked": "step"}, fields_alone={"answer": KIND}
    ),
    "test#unsubscribes_entry": Partner(
        model.Stops,
        renamed={"unsubscribes": "channel"},
        keys_alone=TIMES,
        fields_alone={"bounces": KIND},
    ),
    "test#bounces_entry": Partner(
        model.Stops, keys_alone=TIMES, fields_alone={"channel": "bounces"}
    ),
    "test#expected": Partner(model.Expected),
    "test#message": Partner(
        model.ExpectedMessage,
        keys_alone=dict.fromkeys(("skipped", "failed", "held_out"), "outcome and reason"),
        fields_alone=dict.fromkeys(("outcome", "reason"), "skipped, failed, held_out"),
    ),
}


def test_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(TEST)


def test_every_key_is_described_and_has_an_example() -> None:
    found = list(keys_below(TEST))
    assert len(found) > 30
    assert not [key for key, node in found if len(node.get("description", "")) < 5]
    assert not [key for key, node in found if not node.get("examples")]


def test_every_map_is_closed() -> None:
    maps = [node for node in schemas_below(TEST) if "object" in node.get("type", ())]
    shaped = [node for node in maps if "if" not in node]
    assert [node for node in shaped if node.get("additionalProperties") is not False] == []


def test_a_pattern_has_words_of_its_own() -> None:
    text = json.dumps(TEST)
    assert text.count('"pattern":') == text.count('"patternErrorMessage":')


@pytest.mark.parametrize(
    ("place", "keys"), [pytest.param(*each, id=each[0]) for each in places(TEST, "test")]
)
def test_every_key_has_a_field_and_every_field_a_key(place: str, keys: set[str]) -> None:
    assert PARTNERS[place].expected_keys() == keys


def test_every_partner_is_in_the_schema() -> None:
    assert {place for place, _keys in places(TEST, "test")} == {*PARTNERS}


def test_the_kinds_are_those_of_the_schema() -> None:
    dispatch: dict[str, Any] = DEFS["given"]
    while "else" in dispatch:
        dispatch = dispatch["else"]
    assert tuple(dispatch["properties"]) == GIVEN_KINDS
    entries = {key for kind in GIVEN_KINDS for key in DEFS[f"{kind}_entry"]["properties"]}
    assert entries - {*GIVEN_KINDS} == {*GIVEN_KEYS}


def test_the_words_are_those_of_the_engine() -> None:
    channels = [Channel.EMAIL.value, Channel.SMS.value]
    assert DEFS["unsubscribes_entry"]["properties"]["unsubscribes"]["enum"] == channels
    assert DEFS["message"]["properties"]["channel"]["enum"] == [each.value for each in Channel]
    assert {*DEFS["reason"]["enum"], *DEFS["skip_reason"]["enum"]} >= OF_LEAVING


def test_examples_are_examples() -> None:
    names = (FILE, "flow.schema.json")
    resources = [(name, DRAFT202012.create_resource(schema(name))) for name in names]
    registry = referencing.Registry[Any]().with_resources(resources)
    for key, node in keys_below(TEST):
        held = json.loads(json.dumps(node).replace('"#/$defs/', f'"{FILE}#/$defs/'))
        validator = jsonschema.Draft202012Validator(held, registry=registry)
        for value in node["examples"]:
            assert (key, [error.message for error in validator.iter_errors(value)]) == (key, [])


def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(main, ["schema", "test"]).stdout
    assert json.loads(printed) == TEST


def test_the_shipped_tests_name_it() -> None:
    for file in (Path(__file__).parents[1] / "flows").glob("*.yml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        named = file.parent / first.partition("$schema=")[2]
        assert named.resolve() == Path(__file__).parents[2] / "schemas" / FILE
