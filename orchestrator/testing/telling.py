"""What a run of tests is told as: text for people, JSON, JUnit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from orchestrator.document import Document, source_lines
from orchestrator.report.junit import NOT_XML
from orchestrator.testing.coverage import Coverage, per_cent
from orchestrator.testing.run import CaseResult, Placed, Run

RED, GREEN, BOLD, DIM, RESET = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
STYLES = {"passed": GREEN, "FAILED": RED}


def as_text(
    run: Run, sources: Mapping[str, str], *, verbose: bool = False, colour: bool = False
) -> str:
    """A line a file, a block a case that failed, and a count at the end."""
    files = dict.fromkeys(each.tests.file for each in run.results)
    lines = [line for file in files for line in _file(run, file, verbose=verbose, colour=colour)]
    for result in run.failed:
        lines += ["", *_block(result, sources[result.tests.file], colour=colour)]
    return "\n".join([*lines, *([""] if run.failed else []), _closing(run), ""])


def _file(run: Run, file: str, *, verbose: bool, colour: bool) -> Iterator[str]:
    mine = [each for each in run.results if each.tests.file == file]
    failed = sum(not each.is_passed for each in mine)
    word = "FAILED" if failed else "passed"
    count = f"{failed} of {len(mine)}" if failed else f"{len(mine)}"
    yield f"{_painted(word, STYLES[word], colour=colour)}  {file}  {count} {_cases(len(mine))}"
    for each in mine if verbose else ():
        word = "passed" if each.is_passed else "FAILED"
        yield f"  {_painted(word, STYLES[word], colour=colour)}  {each.case.name}"


def _block(result: CaseResult, source: str, *, colour: bool) -> Iterator[str]:
    yield _painted(f"{result.tests.flow}: {result.case.name}", BOLD, colour=colour)
    lines = source_lines(source)
    for placed in result.failures:
        yield from _failure(result, placed, lines, colour=colour)
    for name, told in result.timelines.items():
        if name in result.diffs:
            yield f"  Messages to {name} (- expected, + happened):"
            yield from (f"    {line}".rstrip() for line in result.diffs[name])
        yield f"  What happened to {name} ({result.tests.timezone}):"
        yield from (f"    {line}" for line in told or ["nothing"])


def _failure(
    result: CaseResult, placed: Placed, lines: Sequence[str], *, colour: bool
) -> Iterator[str]:
    span = placed.span
    place = _painted(f"{result.tests.file}:{span.line}:{span.column}:", BOLD, colour=colour)
    first, *more = placed.failure.message.split("\n")
    yield f"  {place} {first}"
    yield from (f"      {line}" for line in more)
    line = lines[span.line - 1].rstrip() if span.line <= len(lines) else ""
    if line.strip():
        end = span.end_column if span.end_line == span.line else len(line) + 1
        caret = "^" * max(1, min(end, len(line) + 1) - span.column)
        yield f"    {_painted('|', DIM, colour=colour)} {line}"
        mark = " " * (span.column - 1) + _painted(caret, RED, colour=colour)
        yield f"    {_painted('|', DIM, colour=colour)} {mark}"


def _closing(run: Run) -> str:
    total, failed = len(run.results), len(run.failed)
    if not total:
        return "no tests"
    words = f"{total} {_cases(total)}, "
    return words + (f"{failed} failed" if failed else "all passed")


def _cases(number: int) -> str:
    return "case" if number == 1 else "cases"


def coverage_text(coverage: Sequence[Coverage], documents: Mapping[str, Document]) -> str:
    """What no case went through, with its place, and how much of each flow some did."""
    lines = ["", "Coverage"]
    width = max((len(each.flow.key) for each in coverage), default=0)
    for each in coverage:
        share = f"{per_cent([each]):.0f} %"
        lines.append(f"  {each.flow.key:{width}}  {share:>5}  {each.reached} of {len(each.parts)}")
        for part in each.missed:
            span = documents[each.flow.file].span(part.path)
            lines.append(f"    {each.flow.file}:{span.line}:{span.column}: {part.words}")
    parts = sum(len(each.parts) for each in coverage)
    reached = sum(each.reached for each in coverage)
    lines.append(f"  {'all':{width}}  {f'{per_cent(coverage):.0f} %':>5}  {reached} of {parts}")
    return "\n".join(lines) + "\n"


def as_json(run: Run, documents: Mapping[str, Document], *, with_coverage: bool) -> str:
    found: dict[str, object] = {"cases": [_entry(each) for each in run.results]}
    if with_coverage:
        found["coverage"] = {
            "per_cent": round(per_cent(run.coverage), 1),
            "flows": [_coverage_entry(each, documents) for each in run.coverage],
        }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _entry(result: CaseResult) -> dict[str, object]:
    return {
        "flow": result.tests.flow,
        "case": result.case.name,
        "file": result.tests.file,
        "line": result.span.line,
        "passed": result.is_passed,
        "failures": [
            {
                "customer": each.failure.customer or None,
                "line": each.span.line,
                "column": each.span.column,
                "message": each.failure.message,
            }
            for each in result.failures
        ],
        "happened": {name: list(lines) for name, lines in result.timelines.items()},
    }


def _coverage_entry(each: Coverage, documents: Mapping[str, Document]) -> dict[str, object]:
    missed = [
        {"line": documents[each.flow.file].span(part.path).line, "what": part.words}
        for part in each.missed
    ]
    return {
        "flow": each.flow.key,
        "file": each.flow.file,
        "parts": len(each.parts),
        "reached": each.reached,
        "missed": missed,
    }


def as_junit(run: Run, sources: Mapping[str, str]) -> str:
    """A suite a file, a case a case."""
    counts = {"tests": str(len(run.results)), "failures": str(len(run.failed))}
    rest = {"errors": "0", "time": "0"}
    top = ET.Element("testsuites", {"name": "flows test", **counts, **rest})
    for file in dict.fromkeys(each.tests.file for each in run.results):
        mine = [each for each in run.results if each.tests.file == file]
        failed = sum(not each.is_passed for each in mine)
        numbers = {"tests": str(len(mine)), "failures": str(failed), "skipped": "0"}
        suite = ET.SubElement(top, "testsuite", {"name": file, **numbers, **rest})
        for result in mine:
            about = {"classname": result.tests.flow, "name": _xml(result.case.name)}
            case = ET.SubElement(suite, "testcase", {**about, "file": file, "time": "0"})
            if not result.is_passed:
                message = result.failures[0].failure.message.partition("\n")[0]
                failure = ET.SubElement(
                    case, "failure", {"message": _xml(message), "type": "failed"}
                )
                failure.text = _xml("\n".join(_block(result, sources[file], colour=False)))
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, "unicode") + "\n"


def _xml(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _painted(text: str, style: str, *, colour: bool) -> str:
    return f"{style}{text}{RESET}" if colour else text
