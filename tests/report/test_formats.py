"""Every format: what it says of one project, and that it keeps to its standard for all problems."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from orchestrator import report
from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.load import Loaded
from orchestrator.report.junit import Suite, as_junit
from orchestrator.report.sarif import as_sarif
from tests.frontend.cases import GOLDEN, load_case
from tests.report.standards import check_json, check_junit, check_sarif

HERE = pathlib.Path(__file__).parent
CASES = sorted((GOLDEN / "err").glob("*.yml"))
FOLDER = "marketing/brev på köp"


FILES = ("flows/a.yml", "flows/b.yml", "flows/fine.yml", "orchestrator.yml")
SOURCES = {
    "flows/a.yml": "flow: a\nsteps:\n  - send: hej\n    subjct: På återseende\n    templat: a/hej\n",
    "flows/b.yml": "flow: b\nsteps:\n  - delay: 1 day\n",
    "flows/fine.yml": "flow: fine\n",
    "templates/a/hej.html": "<p>\n\t{{ customer.frist_name }}, " + "word " * 60 + "\n",
    "orchestrator.yml": "",
}
NAMES = tuple(f"name_{number}" for number in range(1, 15))
FOUND = (
    Diagnostic(
        Code.UNKNOWN_KEY,
        "flows/a.yml",
        'unknown key "subjct"',
        span=Span.point(4, 5, 6),
        allowed=("subject", "template"),
        suggestion="subject",
    ),
    Diagnostic(
        Code.UNKNOWN_KEY,
        "flows/a.yml",
        'unknown key "templat"',
        span=Span.point(5, 5, 7),
        allowed=("template",),
    ),
    Diagnostic(Code.NEVER_SENDS, "flows/b.yml", "the flow sends nothing", span=Span(2, 1, 3, 17)),
    Diagnostic(Code.NO_PROJECT, "orchestrator.yml", "there is none", span=Span.point(1, 1, 0)),
    Diagnostic(
        Code.UNKNOWN_VARIABLE,
        "templates/a/hej.html",
        'the catalog has no attribute "frist_name"',
        span=Span.point(2, 14, 10),
        allowed=NAMES,
        suggestion="first_name",
    ),
)


@dataclass(frozen=True)
class Run:
    """What the formats are made of."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str]
    files: Sequence[str]


def in_text(run: Run | Loaded) -> str:
    text = report.as_text(run.diagnostics, run.sources)
    return f"{text}{report.summary(3, run.diagnostics)}\n"


def in_colour(run: Run | Loaded) -> str:
    return report.as_text(run.diagnostics, run.sources, colour=True)


def in_json(run: Run | Loaded) -> str:
    return report.as_json(run.diagnostics)


def in_github(run: Run | Loaded) -> str:
    return report.as_github(run.diagnostics, FOLDER)


def in_sarif(run: Run | Loaded) -> str:
    return as_sarif(run.diagnostics, FOLDER, version="1.2.3")


def in_junit(run: Run | Loaded) -> str:
    suite = Suite("flows validate", run.files, FOLDER)
    return as_junit(run.diagnostics, run.sources, suite)


CHECKS = {"json.json": check_json, "sarif.sarif": check_sarif, "junit.xml": check_junit}
FORMATS = {
    "text.out": in_text,
    "colour.out": in_colour,
    "json.json": in_json,
    "github.out": in_github,
    "sarif.sarif": in_sarif,
    "junit.xml": in_junit,
}


@pytest.mark.parametrize(("name", "form"), FORMATS.items(), ids=FORMATS)
def test_says_what_stands_in_the_golden_file(name: str, form: Callable[[Run], str]) -> None:
    text = form(Run(FOUND, SOURCES, FILES))
    expected = HERE / "golden" / name
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CHECKS)
def test_golden_files_keep_to_the_standards(name: str) -> None:
    assert CHECKS[name]((HERE / "golden" / name).read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_keeps_to_the_standards(case: pathlib.Path, tmp_path: pathlib.Path) -> None:
    loaded = load_case(case, tmp_path)
    codes = [found.code.number for found in loaded.diagnostics]
    assert [entry["code"] for entry in check_json(in_json(loaded))] == codes
    assert [result["ruleId"] for result in check_sarif(in_sarif(loaded))["results"]] == codes
    failed = {found.file for found in loaded.diagnostics if found.is_error}
    assert len(check_junit(in_junit(loaded)).findall(".//failure")) == len(failed)


def test_nothing_is_wrong() -> None:
    fine = Run((), SOURCES, ("orchestrator.yml", "flows/fine.yml"))
    assert in_text(fine) == "3 flows, no problems\n"
    assert check_json(in_json(fine)) == []
    assert in_github(fine) == ""
    assert check_sarif(in_sarif(fine))["results"] == []
    cases = [case.get("name") for case in check_junit(in_junit(fine)).iter("testcase")]
    assert cases == ["flows/fine.yml", "orchestrator.yml"]


def problem(message: str, file: str = "flows/a.yml") -> Diagnostic:
    return Diagnostic(Code.UNKNOWN_KEY, file, message, span=Span(2, 3, 4, 5))


def test_control_characters_reach_nobody() -> None:
    found = [problem('unknown key "\x1b[2Jx\0\ny\ud800\u2028"')]
    sources = {"flows/a.yml": "a\n\x1b[2J\x9bb"}
    assert "\x1b" not in report.as_text(found, sources)
    assert len(report.as_text(found, sources).splitlines()) == 3
    suite = Suite("flows validate", ("flows/a.yml",))
    (failure,) = check_junit(as_junit(found, sources, suite)).iter("failure")
    assert failure.get("message") == 'unknown key "�[2Jx�\ny�\u2028"'
    assert check_json(report.as_json(found))[0]["message"] == found[0].message


def test_an_annotation_is_one_line() -> None:
    text = report.as_github([problem("50% of\r\nall, a: b", "flows/a,b: c.yml")])
    assert text == (
        "::error file=flows/a%2Cb%3A c.yml,line=2,endLine=4,col=3,endColumn=4,title=F010::"
        "50%25 of%0D%0Aall, a: b\n"
    )


@pytest.mark.parametrize(
    ("folder", "file", "uri", "base"),
    [
        (".", "flows/a.yml", "flows/a.yml", "%SRCROOT%"),
        ("", "flows/a.yml", "flows/a.yml", "%SRCROOT%"),
        ("crm", "flows/a.yml", "crm/flows/a.yml", "%SRCROOT%"),
        ("crm", "flows/på 50%#.yml", "crm/flows/p%C3%A5%2050%25%23.yml", "%SRCROOT%"),
        ("crm", "flows/\udcff.yml", "crm/flows/%FF.yml", "%SRCROOT%"),
        ("crm", "/srv/a.yml", "file:///srv/a.yml", None),
    ],
)
def test_an_address_in_sarif(folder: str, file: str, uri: str, base: str | None) -> None:
    run = check_sarif(as_sarif([problem("no", file)], folder, version="1"))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"].get("uri") == uri
    assert place["artifactLocation"].get("uriBaseId") == base
    assert place["region"] == {"startLine": 2, "startColumn": 3, "endLine": 4, "endColumn": 5}


def test_every_rule_can_be_told_in_sarif() -> None:
    found = [Diagnostic(code, "flows/a.yml", "no") for code in Code]
    run = check_sarif(as_sarif(found, version="1"))
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len(Code)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["defaultConfiguration"]["level"] == result["level"]
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
