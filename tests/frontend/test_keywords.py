"""The validator of `orchestrator.schema` says what jsonschema's own says."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT202012

from orchestrator.document import Value, read_document
from orchestrator.schema.check import WORDS
from orchestrator.schema.files import FLOW, PROJECT, validator
from tests.frontend.parse.reading import WHOLE
from tests.frontend.schemas import FILES, schema

STRUCTURE = {
    *("$ref", "if", "properties", "patternProperties", "items", "dependentSchemas"),
    "format",  # a note to `parse`, which reads these texts
}
TOLD_ELSEWHERE = {
    "additionalProperties",
    "required",
    "dependentRequired",
    "anyOf",
    "not",
    "propertyNames",
}
ODD: tuple[Value, ...] = (None, 7, "odd", [], {}, ["odd"], {"odd": "odd"})


@functools.cache
def own(name: str) -> jsonschema.Draft202012Validator:
    resources = [(file, DRAFT202012.create_resource(schema(file))) for file in FILES]
    registry = referencing.Registry[Any]().with_resources(resources)
    return jsonschema.Draft202012Validator(schema(name), registry=registry)


def errors(of: jsonschema.Draft202012Validator, data: Value) -> list[tuple[object, ...]]:
    found = [(tuple(e.absolute_path), e.validator, e.message) for e in of.iter_errors(data)]
    return sorted(found, key=repr)


def damaged(data: Value) -> Iterator[Value]:
    """Each with one value that does not belong there."""
    for path in places(data):
        for odd in ODD:
            copied = copy.deepcopy(data)
            at(copied, path[:-1])[path[-1]] = odd
            yield copied


def places(data: Value, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs: Any = ()
    if isinstance(data, dict):
        pairs = data.items()
    elif isinstance(data, list):
        pairs = enumerate(data)
    for key, below in pairs:
        yield (*path, key)
        yield from places(below, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any YAML
    return functools.reduce(lambda above, key: above[key], path, data)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (FLOW, "flows/birthday.yml"),
        (FLOW, "flows/holidays.yml"),
        (FLOW, "flows/welcome.yml"),
        (PROJECT, "orchestrator.yml"),
    ],
)
def test_of_damaged_files_it_says_the_same(name: str, file: str) -> None:
    document, _found = read_document(file, (WHOLE / file).read_text(encoding="utf-8"))
    assert document
    cases = list(damaged(document.data))[::7]
    said = [errors(validator(name), case) for case in cases]
    assert said == [errors(own(name), case) for case in cases]
    assert any(said)


def keywords(node: object) -> Iterator[str]:
    """Every keyword of validation that a schema uses, those of an `if` aside."""
    if isinstance(node, list):
        for below in node:
            yield from keywords(below)
    if not isinstance(node, dict):
        return
    for key, below in node.items():
        yield key
        if key in ("properties", "patternProperties", "$defs", "dependentSchemas"):
            for each in below.values():
                yield from keywords(each)
        elif key not in ("if", "examples", "enum", "dependentRequired"):
            yield from keywords(below)


@pytest.mark.parametrize("file", FILES)
def test_there_are_words_for_every_keyword(file: str) -> None:
    used = {*keywords(schema(file))} & {*jsonschema.Draft202012Validator.VALIDATORS}
    assert used - STRUCTURE - TOLD_ELSEWHERE <= {*WORDS}
    assert len(used) > 10
