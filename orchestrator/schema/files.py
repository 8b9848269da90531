"""The three schemas, where they stand: beside the package when installed, else in the checkout."""

from __future__ import annotations

import functools
import json
import pathlib
from typing import Any

import jsonschema

from orchestrator.schema.keywords import Schema, validator_class

FLOW = "flow.schema.json"
PROJECT = "project.schema.json"
TEST = "test.schema.json"
DEFINITION = "#/$defs/"


def folder() -> pathlib.Path:
    package = pathlib.Path(__file__).resolve().parents[1]
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return _class()(_read(name))


@functools.cache
def _class() -> type[jsonschema.Draft202012Validator]:
    return validator_class(
        {
            f"{file}{DEFINITION}{name}": definition
            for file in (FLOW, PROJECT, TEST)
            for name, definition in _read(file)["$defs"].items()
        }
    )


@functools.cache
def _read(name: str) -> Schema:
    """Every reference says its file, so that it means the same from wherever it is followed."""
    text = (folder() / name).read_text(encoding="utf-8")
    schema: Schema = json.loads(text, object_hook=functools.partial(_with_whole_reference, name))
    return schema


def _with_whole_reference(file: str, node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith(DEFINITION):
        node["$ref"] = f"{file}{reference}"
    return node
