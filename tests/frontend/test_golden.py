"""Each case is a file with one mistake, beside what is said of it.

A new case needs no code: put `CODE-what-is-wrong.yml` into tests/golden/err and run the tests with
REGENERATE=1. The case is the flow `case` of the small project beside this test, unless its first
line says `# as: orchestrator.yml`, or `# without: orchestrator.yml`. A mistake that takes several
files is a folder, `CODE-what-is-wrong`, with what its project has beside or instead of the small
one's. In tests/golden/ok stands what is right.
"""

from __future__ import annotations

import os
import pathlib

import pytest

from orchestrator import report
from orchestrator.diagnostics import Code
from orchestrator.load import Loaded
from tests.frontend.cases import GOLDEN, load_case

ERR, OK = GOLDEN / "err", GOLDEN / "ok"
CASES = sorted(case for case in ERR.iterdir() if case.suffix != ".out")
GOOD_CASES = sorted(OK.iterdir())
BEHIND_A_DATABASE = (*range(70, 81), *range(100, 110))
CHECKS = pathlib.Path(__file__).parents[2] / "docs" / "checks.md"
AT_LEAST = 45


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
    assert printed(loaded).endswith("no problems\n")
    assert len(loaded.flows) == len(loaded.files) >= 1
    assert loaded.project


def test_every_code_of_the_front_end_has_a_case() -> None:
    shown = {case.stem.split("-")[0] for case in CASES}
    numbers = {code.number for code in Code if int(code.number[1:]) not in BEHIND_A_DATABASE}
    assert numbers <= shown
    assert len(numbers) >= AT_LEAST


def test_every_case_has_its_words_beside_it() -> None:
    assert CASES
    assert {case.with_suffix(".out") for case in CASES} == {*ERR.glob("*.out")}


def test_codes_are_never_used_twice() -> None:
    numbers = [code.number for code in Code]
    assert len(numbers) == len({*numbers})


@pytest.mark.parametrize("code", Code, ids=lambda code: code.number)
def test_every_code_says_what_is_wrong_and_how_to_mend_it(code: Code) -> None:
    assert code.title
    assert code.mend.endswith(".")
    assert f"## {code.number}: {code.title}" in CHECKS.read_text(encoding="utf-8")
