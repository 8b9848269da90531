"""Each case is a file with one mistake, beside what is said of it.

A new case needs no code: put `CODE-what-is-wrong.yml` into tests/golden/err and run the tests with
REGENERATE=1. The case is the flow `case` of the small project beside this test, unless its first
line says `# as: orchestrator.yml`, or `# without: orchestrator.yml`. In tests/golden/ok stands what
is right.
"""

from __future__ import annotations

import os
import pathlib

import pytest

from orchestrator import report
from orchestrator.diagnostics import Code
from orchestrator.load import Loaded
from tests.frontend.cases import GOLDEN, load_case

CASES = sorted((GOLDEN / "err").glob("*.yml"))
GOOD_CASES = sorted((GOLDEN / "ok").glob("*.yml"))
BEHIND_A_DATABASE = range(70, 81)
OF_SEVERAL_FILES = {Code.DUPLICATE_FLOW}


def printed(loaded: Loaded) -> str:
    text = report.as_text(loaded.diagnostics, loaded.sources)
    return f"{text}{report.summary(len(loaded.files), loaded.diagnostics)}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_says_what_stands_beside_the_case(case: pathlib.Path, tmp_path: pathlib.Path) -> None:
    text = printed(load_case(case, tmp_path))
    expected = case.with_suffix(".out")
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_says_one_thing_of_one_mistake(case: pathlib.Path, tmp_path: pathlib.Path) -> None:
    codes = [found.code.number for found in load_case(case, tmp_path).diagnostics]
    assert case.stem.split("-")[0] in codes
    assert len(codes) == 1 or case.stem.endswith("-several")


@pytest.mark.parametrize("case", GOOD_CASES, ids=lambda case: case.stem)
def test_says_nothing_of_what_is_right(case: pathlib.Path, tmp_path: pathlib.Path) -> None:
    loaded = load_case(case, tmp_path)
    assert printed(loaded) == "1 flow, no problems\n"
    assert len(loaded.flows) == 1
    assert loaded.project


def test_every_code_of_the_front_end_has_a_case() -> None:
    shown = {case.stem.split("-")[0] for case in CASES}
    wanted = {
        code.number
        for code in Code
        if int(code.number[1:]) not in BEHIND_A_DATABASE and code not in OF_SEVERAL_FILES
    }
    assert wanted <= shown


def test_every_case_has_its_words_beside_it() -> None:
    assert CASES
    assert {case.with_suffix(".out") for case in CASES} == {*CASES[0].parent.glob("*.out")}


def test_codes_are_never_used_twice() -> None:
    numbers = [code.number for code in Code]
    assert len(numbers) == len({*numbers})
