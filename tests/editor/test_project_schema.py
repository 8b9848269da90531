"""The schema of a project: it takes what validate takes, and refuses what validate refuses."""

from __future__ import annotations

import itertools
import json
import pathlib
import re
import shutil
from collections.abc import Iterator
from typing import Any, TypeAlias

import jsonschema
import pytest
import yaml

from orchestrator.conditions import Operator
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.editor import as_text, project_schema
from orchestrator.load import Loaded, load_project
from orchestrator.schema.files import FLOW, folder

Schema: TypeAlias = dict[str, Any]

ROOT = pathlib.Path(__file__).parents[2]
PROJECT = pathlib.Path(__file__).parent / "project"
PROJECTS = (ROOT, ROOT / "tests" / "golden" / "usecases", PROJECT)
GENERAL = jsonschema.Draft202012Validator(json.loads((folder() / FLOW).read_text("utf-8")))


def load(root: pathlib.Path) -> Loaded:
    return load_project(root, environment=None)


def validator(loaded: Loaded) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(project_schema(loaded))


@pytest.mark.parametrize("root", PROJECTS, ids=lambda root: root.name)
def test_what_validate_takes_the_schema_takes(root: pathlib.Path) -> None:
    loaded = load(root)
    schema = validator(loaded)
    assert not [found for found in loaded.diagnostics if found.is_error]
    assert loaded.files
    for file in loaded.files:
        errors = [error.message for error in schema.iter_errors(loaded.documents[file].data)]
        assert (file, errors) == (file, [])


@pytest.mark.parametrize("root", PROJECTS, ids=lambda root: root.name)
def test_is_a_schema_and_always_the_same(root: pathlib.Path) -> None:
    schema = project_schema(load(root))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert as_text(schema) == as_text(project_schema(load(root)))
    assert as_text(schema).endswith("}\n")


MISSPELT = {
    "thank-you": (
        ("event: placed_order", "event: placed_ordr"),
        ("key: order_no", "key: order_nr"),
        ("total: {at_least", "totl: {at_least"),
        ("category: helmets", "categry: helmets"),
        ("customer.country", "customer.contry"),
        ("constants.home", "constants.hom"),
        ("among: lapsed", "among: lapsd"),
        ("{price:", "{prize:"),
        ("trigger.nth", "trigger.nht"),
        ("trigger.nth", "trigger.years"),
        ("event: left_rating", "event: left_ratng"),
        ("where: {stars", "where: {starz"),
        ("did: placed_order", "did: place_order"),
        ("mails/thanks", "mails/thank"),
        ("texts/thanks", "texts/thank"),
        ("texts/thanks", "mails/thanks"),
        ("hooks/order", "hooks/ordr"),
        ("coupon: welcome-10", "coupon: welcome-11"),
        ("trigger.product.stock", "trigger.product.stok"),
        ("trigger.product.stock", "trigger.produkt.stock"),
        ("trigger.delivered_at", "trigger.deliverd_at"),
        ("trigger.delivered_at", "trigger.total"),
        ("nps: rating.stars", "npz: rating.stars"),
        ("nps: rating.stars", "nps: rating.starz"),
        ("rating.stars: {", "rating.starz: {"),
        ("to: service", "to: servic"),
        ("to: warehouse", "to: warehose"),
        ("start: farewell", "start: farewel"),
    ),
    "renewal": (
        ("subscription.renews_at", "subscription.renew_at"),
        ("subscription.renews_at", "subscription.plan"),
        ("subscription.renews_at", "customer.points"),
        ("in_segment: vip", "in_segment: vp"),
        ("trigger.subscription.plan", "trigger.subscription.pln"),
        ("trigger.subscription.plan", "trigger.product.name"),
        ("trigger.years", "trigger.year"),
        ("trigger.years", "trigger.nth"),
    ),
}


@pytest.mark.parametrize(
    ("flow", "right", "wrong"),
    [(flow, *words) for flow, pairs in MISSPELT.items() for words in pairs],
)
def test_a_name_that_does_not_exist_is_refused_by_both(
    tmp_path: pathlib.Path, flow: str, right: str, wrong: str
) -> None:
    root = shutil.copytree(PROJECT, tmp_path / "shop")
    schema = validator(load(root))
    file = root / "flows" / f"{flow}.yml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    loaded = load(root)
    assert any(found.is_error and found.file == f"flows/{flow}.yml" for found in loaded.diagnostics)
    assert not schema.is_valid(loaded.documents[f"flows/{flow}.yml"].data)


READ = (
    *("customer.country", "customer.points", "customer.member", "customer.birthday"),
    *("customer.last_order_at", "customer.facts.nps", "customer.tags", "customer.nobody"),
    *("trigger.order_no", "trigger.total", "trigger.delivered_at", "trigger.product.stock"),
    *("trigger.stars", "rating.stars", "rating.words", "rating.nobody"),
)
VALUES: tuple[object, ...] = (
    *("SE", 7, True, "2026-03-31", "2026-03-31 10:00", "300 days ago"),
    *("constants.home", "constants.big_basket", "constants.spring", "constants.vip_only"),
    *("constants.nothing", "customer.points", "trigger.total", "trigger.delivered_at"),
    *("rating.stars", "trigger.stars"),
)
NAMED = "trigger.stars"
"""Of another event. Beside a text it could be a mere text, which hardly anybody means."""
SENSELESS = {Code.CONTRADICTION}
"""What is wrong with a condition although all its names and values are right."""


def _is_of_its_meaning(found: Diagnostic) -> bool:
    """A text may be any text; that it names a value is for people to see."""
    return found.code in SENSELESS or "mere text" in found.message


def every_test() -> Iterator[object]:
    yield from VALUES
    yield from ([value] for value in VALUES)
    for operator, value in itertools.product(Operator, VALUES):
        is_list = operator in (Operator.IN, Operator.NOT_IN)
        is_pair = operator is Operator.BETWEEN
        yield {operator.value: [value] if is_list else [value, value] if is_pair else value}
    yield from ({"top": "20%"}, {"bottom": "5%", "among": "vip"}, {"top": "20%", "among": "vp"})


SO_MANY_AT_ONCE = 150
"""Of a file with more mistakes `validate` tells the first ones."""


@pytest.mark.parametrize("name", READ)
def test_validate_and_the_schema_agree_on_every_comparison(
    tmp_path: pathlib.Path, name: str
) -> None:
    """One condition a comparison; of each it is asked who refuses it."""
    conditions = [{name: test} for test in every_test()]
    root = shutil.copytree(PROJECT, tmp_path / "shop")
    for start in range(0, len(conditions), SO_MANY_AT_ONCE):
        _agree_on(conditions[start : start + SO_MANY_AT_ONCE], root)


def _agree_on(conditions: list[dict[str, object]], root: pathlib.Path) -> None:
    flow = {
        "flow": "compared",
        "trigger": {"event": "placed_order"},
        "reentry": "never",
        "steps": [
            {"wait_for": "rating", "if": [{"did": "left_rating"}], "at_most": "5 days"},
            {"branch": "compared", "if": [{"any": conditions}], "then": ["exit"]},
        ],
    }
    file = root / "flows" / "compared.yml"
    file.write_text(yaml.safe_dump(flow, sort_keys=False), encoding="utf-8")
    loaded = load(root)
    data = loaded.documents["flows/compared.yml"].data
    by_validate = {
        found.path[5]
        for found in loaded.diagnostics
        if found.file == "flows/compared.yml" and found.is_error and not _is_of_its_meaning(found)
    }
    by_schema = _refused(validator(loaded), data)
    too_strict = {each for each in by_schema - by_validate if NAMED not in str(conditions[each])}
    assert _shown(conditions, too_strict) == []
    assert _shown(conditions, by_validate - by_schema) == []
    assert _refused(GENERAL, data) <= by_schema


def _refused(schema: jsonschema.Draft202012Validator, data: object) -> set[int]:
    """Which of the conditions; each is held against the schema alone, so that all are told."""
    return {error.absolute_path[5] for error in schema.iter_errors(data)}


def _shown(conditions: list[dict[str, object]], refused: set[Any]) -> list[dict[str, object]]:
    return [conditions[index] for index in sorted(refused)]


def test_it_can_stand_in_the_place_of_the_general_one() -> None:
    """The schema of orchestrator.yml refers to definitions of the file beside it."""
    text = (folder() / "project.schema.json").read_text(encoding="utf-8")
    wanted = set(re.findall(r'"flow\.schema\.json#/\$defs/(\w+)"', text))
    assert {"conditions", "zone"} <= wanted
    assert wanted <= set(project_schema(load(PROJECT))["$defs"])


@pytest.mark.parametrize(
    "schema", [GENERAL.schema, project_schema(load(PROJECT))], ids=["general", "project"]
)
def test_a_definition_that_refers_to_itself_stands_first(schema: Schema) -> None:
    """Without it, the language server checks either for minutes once orchestrator.yml is opened."""
    name, first = next(iter(schema["$defs"].items()))
    assert first["items"] == {"$ref": f"#/$defs/{name}"}


def keys_of(schema: Any) -> Iterator[tuple[str, Schema]]:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict) and schema.get("additionalProperties") is False:
            yield from properties.items()
    for below in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(below, dict | list):
            yield from keys_of(below)


def test_every_key_is_described() -> None:
    found = dict(keys_of(project_schema(load(PROJECT))))
    assert {"steps", "customer.points", "any", "at_least", "stars", "nps"} <= set(found)
    assert [key for key, schema in found.items() if not schema.get("description")] == []


def test_every_example_is_right_for_the_project() -> None:
    schema = project_schema(load(PROJECT))
    judge = jsonschema.Draft202012Validator(schema)
    examples = [
        (key, example, judge.evolve(schema=each).is_valid(example))
        for key, each in keys_of(schema)
        for example in each.get("examples", ())
    ]
    assert len(examples) > 20
    assert [(key, example) for key, example, is_right in examples if not is_right] == []


def test_a_project_without_events_or_segments(tmp_path: pathlib.Path) -> None:
    text = "database: {url: x}\ncatalog: {customers: {table: people, key: id}}\n"
    (tmp_path / "orchestrator.yml").write_text(text, encoding="utf-8")
    schema = project_schema(load(tmp_path))
    jsonschema.Draft202012Validator.check_schema(schema)
    flow = {"flow": "x", "trigger": {"event": "placed_order"}, "steps": ["exit"]}
    assert not jsonschema.Draft202012Validator(schema).is_valid(flow)
    assert jsonschema.Draft202012Validator(schema).is_valid({**flow, "trigger": "manual"})


def test_a_project_that_is_wrong_has_no_schema(tmp_path: pathlib.Path) -> None:
    (tmp_path / "orchestrator.yml").write_text("catalog: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has errors"):
        project_schema(load(tmp_path))
