"""The two schemas, where they stand: beside the package when installed, else in the checkout."""

from __future__ import annotations

import functools
import json
import pathlib
from typing import Any, TypeAlias

import jsonschema
import referencing
from referencing.jsonschema import DRAFT202012

Schema: TypeAlias = dict[str, Any]
FLOW = "flow.schema.json"
PROJECT = "project.schema.json"


def folder() -> pathlib.Path:
    package = pathlib.Path(__file__).resolve().parents[1]
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(_read(name), registry=_registry())


@functools.cache
def _read(name: str) -> Schema:
    schema: Schema = json.loads((folder() / name).read_text(encoding="utf-8"))
    return schema


@functools.cache
def _registry() -> referencing.Registry[Any]:
    """Lets the project's schema point at the flow's definitions by file name."""
    resources = ((name, DRAFT202012.create_resource(_read(name))) for name in (FLOW, PROJECT))
    return referencing.Registry[Any]().with_resources(resources)
