"""JUnit XML: one suite a run, one case a file, so that a pipeline lists files that failed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from orchestrator.diagnostics import Diagnostic
from orchestrator.records import dataclass
from orchestrator.report.counts import problems
from orchestrator.report.places import file_in
from orchestrator.report.text import as_text

# What XML 1.0 has no way to write.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Suite:
    """What was run: the command, the files it looked at, and the project's folder in its repository."""

    name: str
    files: Sequence[str]
    folder: str = ""


def as_junit(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], suite: Suite) -> str:
    """A file with errors is a failure, of one element; warnings stand in `system-out`."""
    names = sorted({*suite.files, *(d.file for d in diagnostics)})
    failed = {d.file for d in diagnostics if d.is_error}
    counts = {"tests": str(len(names)), "failures": str(len(failed)), "errors": "0", "time": "0"}
    top = ET.Element("testsuites", {"name": suite.name, **counts})
    cases = ET.SubElement(top, "testsuite", {"name": suite.name, **counts, "skipped": "0"})
    for name in names:
        case = ET.SubElement(cases, "testcase", _attributes(suite, name))
        _fill(case, [d for d in diagnostics if d.file == name], sources)
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, "unicode") + "\n"


def _attributes(suite: Suite, file: str) -> dict[str, str]:
    place = {"classname": suite.name, "name": file, "file": file_in(suite.folder, file)}
    return {key: _xml(text) for key, text in {**place, "time": "0"}.items()}


def _fill(case: ET.Element, found: Sequence[Diagnostic], sources: Mapping[str, str]) -> None:
    errors = [d for d in found if d.is_error]
    warnings = [d for d in found if not d.is_error]
    if errors:
        about = {"message": _xml(_headline(errors)), "type": errors[0].code.number}
        ET.SubElement(case, "failure", about).text = _xml(as_text(errors, sources))
    if warnings:
        ET.SubElement(case, "system-out").text = _xml(as_text(warnings, sources))


def _headline(errors: Sequence[Diagnostic]) -> str:
    only = len(errors) == 1
    return errors[0].sentence() if only else f"{problems(errors)}: {errors[0].sentence()}, …"


def _xml(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
