"""The flows of tests/golden/ok/whole-language: all of the language, and there and back again."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import pathlib
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import pytest
import yaml

from orchestrator import catalog, conditions
from orchestrator.document import Value, read_document
from orchestrator.load import load_project
from orchestrator.model import Flow, flow, project, steps, triggers
from tests.frontend.parse.reading import WHOLE, flow_of, whole_project
from tests.frontend.schemas import keys_below, schema
from tests.frontend.writing.flow import written

FLOWS = sorted((WHOLE / "flows").glob("*.yml"))
MODULES = (conditions, catalog, flow, project, steps, triggers)
NOT_IN_THEM = {
    catalog.Type.TAGS: "the type of customer.tags alone: no column has it",
}


@functools.cache
def read(file: pathlib.Path) -> Flow:
    return flow_of(file.read_text(encoding="utf-8"))


def test_nothing_is_said_of_them() -> None:
    loaded = load_project(WHOLE, environment=None)
    assert [found.sentence() for found in loaded.diagnostics] == []
    assert {flow.key for flow in loaded.flows} == {file.stem for file in FLOWS}


@pytest.mark.parametrize("file", FLOWS, ids=lambda file: file.stem)
def test_a_flow_survives_being_written_and_read_again(file: pathlib.Path) -> None:
    text = yaml.safe_dump(written(read(file)), allow_unicode=True, sort_keys=False)
    assert flow_of(text) == read(file)


def parts(value: object) -> Iterator[object]:
    """A value and all that it is made of."""
    yield value
    if dataclasses.is_dataclass(value):
        below: list[object] = [getattr(value, each.name) for each in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        below = [*value.values()]
    else:
        below = [*value] if isinstance(value, tuple) else []
    for each in below:
        yield from parts(each)


def defined(kind: type) -> set[Any]:
    """The classes of that kind which the language's modules define."""
    members = [inspect.getmembers(module, inspect.isclass) for module in MODULES]
    classes = {found for each in members for _name, found in each}
    ours = {found for found in classes if found.__module__ in {m.__name__ for m in MODULES}}
    if kind is Enum:
        return {found for found in ours if issubclass(found, Enum)}
    return {found for found in ours if dataclasses.is_dataclass(found)}


def test_they_hold_every_class_and_every_word_of_the_model() -> None:
    found = [part for file in FLOWS for part in parts(read(file))] + [*parts(whole_project())]
    assert {*map(type, found)} >= defined(type)
    words = {word for enum in defined(Enum) for word in enum}
    assert {part for part in found if isinstance(part, Enum)} == words - {*NOT_IN_THEM}


def test_they_fill_every_field_of_the_model() -> None:
    """With something else than what holds where nothing is written."""
    found = [part for file in FLOWS for part in parts(read(file))] + [*parts(whole_project())]
    filled = {
        (type(part).__name__, each.name)
        for part in found
        if dataclasses.is_dataclass(part)
        for each in dataclasses.fields(part)
        if getattr(part, each.name) != usual(each)
    }
    wanted = {
        (model.__name__, each.name)
        for model in defined(type)
        for each in dataclasses.fields(model)
        if each.name not in ("path", "file")
    }
    assert wanted - filled == set()


def usual(each: dataclasses.Field[object]) -> object:
    if each.default_factory is not dataclasses.MISSING:
        return each.default_factory()
    return each.default


def data_of(file: pathlib.Path) -> Value:
    document, _found = read_document(file.name, file.read_text(encoding="utf-8"))
    assert document
    return document.data


def keys_of(data: object) -> set[str]:
    if isinstance(data, list):
        return {key for each in data for key in keys_of(each)}
    if isinstance(data, dict):
        return {*data} | {key for each in data.values() for key in keys_of(each)}
    return set()


@pytest.mark.parametrize(
    ("name", "files"),
    [("flow.schema.json", FLOWS), ("project.schema.json", [WHOLE / "orchestrator.yml"])],
)
def test_they_use_every_key(name: str, files: list[pathlib.Path]) -> None:
    used = {key for file in files for key in keys_of(data_of(file))}
    assert {key for key, _node in keys_below(schema(name))} - used == set()
