"""One error of jsonschema with plain types: the rest of the package knows no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestrator.diagnostics import Path
from orchestrator.document import Value
from orchestrator.records import dataclass
from orchestrator.schema.files import validator
from orchestrator.schema.keywords import Schema


@dataclass(frozen=True)
class Mismatch:
    keyword: str
    wanted: Any
    value: Any
    schema: Schema
    path: Path
    schema_path: Path
    words: str


def mismatches(data: Value, schema: str) -> Iterator[Mismatch]:
    for error in validator(schema).iter_errors(data):
        yield Mismatch(
            keyword=str(error.validator),
            wanted=error.validator_value,
            value=error.instance,
            schema=dict(error.schema) if isinstance(error.schema, dict) else {},
            path=tuple(error.absolute_path),
            schema_path=tuple(error.absolute_schema_path),
            words=error.message,
        )
