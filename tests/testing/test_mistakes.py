"""Each case is a test file with one mistake, beside what is said of it.

Run with REGENERATE=1 to write the words anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator import report
from orchestrator.load import Loaded, load_project
from orchestrator.testing import load_tests

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted((HERE / "err").glob("*.yml"))


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_project(ROOT, environment=None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_says_what_stands_beside_the_case(case: Path, loaded: Loaded, tmp_path: Path) -> None:
    file = tmp_path / "tests" / "flows" / "abandoned-cart.yml"
    file.parent.mkdir(parents=True)
    file.write_bytes(case.read_bytes())
    tests = load_tests(tmp_path, loaded)
    text = report.as_text(tests.diagnostics, tests.sources)
    expected = case.with_suffix(".out")
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert len(tests.diagnostics) == 1
    assert not tests.tests


def test_every_case_has_its_words_beside_it() -> None:
    assert CASES
    assert {case.with_suffix(".out") for case in CASES} == {*(HERE / "err").glob("*.out")}


def test_the_shipped_tests_have_no_mistake(loaded: Loaded) -> None:
    tests = load_tests(ROOT, loaded)
    assert tests.diagnostics == ()
    assert {each.flow for each in tests.tests} == {flow.key for flow in loaded.flows}


def test_reading_tests_is_light() -> None:
    """`flows validate` reads them at every save."""
    asked = "import sys, orchestrator.testing; print({'sqlalchemy', 'prefect'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "set()\n"
