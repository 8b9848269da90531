"""SARIF 2.1.0, which code hosts keep as alerts from run to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.report.places import file_in, span_of, uri_of

Node: TypeAlias = dict[str, object]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
TOP = "%SRCROOT%"


def as_sarif(diagnostics: Sequence[Diagnostic], folder: str = "", *, version: str) -> str:
    """`folder` is that of the project in its repository, `version` that of this tool."""
    codes = sorted({d.code for d in diagnostics}, key=lambda code: code.number)
    driver = {"name": "lifecycle-flows", "version": version, "rules": [_rule(c) for c in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {TOP: {"description": {"text": "The top of the repository."}}},
        "results": [_result(d, codes.index(d.code), folder) for d in diagnostics],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: Code) -> Node:
    return {
        "id": code.number,
        "name": code.name.title().replace("_", ""),
        "shortDescription": {"text": _sentence(code.title)},
        "fullDescription": {"text": f"{_sentence(code.title)} {code.mend}"},
        "help": {"text": code.mend},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _sentence(title: str) -> str:
    return f"{title[0].upper()}{title[1:]}."


def _result(d: Diagnostic, rule: int, folder: str) -> Node:
    return {
        "ruleId": d.code.number,
        "ruleIndex": rule,
        "level": d.severity.value,
        "message": {"text": d.sentence()},
        "locations": [
            {"physicalLocation": {"artifactLocation": _file(d, folder), "region": _region(d)}}
        ],
    }


def _file(d: Diagnostic, folder: str) -> Node:
    uri = uri_of(file_in(folder, d.file))
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": TOP}


def _region(d: Diagnostic) -> Node:
    span = span_of(d)
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
