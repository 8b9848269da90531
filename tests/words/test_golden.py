"""What `flows explain` says of a project that says everything, beside each of its flows.

A new case needs no code: put a flow into tests/golden/explain/flows and run the tests with
REGENERATE=1; then read the text as somebody would who does not know the file.
"""

from __future__ import annotations

import os
import pathlib

import pytest

from orchestrator import report
from orchestrator.load import Loaded, load_project
from orchestrator.words import as_markdown, as_text, describe

EXPLAIN = pathlib.Path(__file__).parents[1] / "golden" / "explain"
CASES = sorted((EXPLAIN / "flows").glob("*.yml"))
WRITERS = {".txt": as_text, ".md": as_markdown}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_project(EXPLAIN, environment={})


def test_every_case_is_right(loaded: Loaded) -> None:
    assert report.as_text(loaded.diagnostics, loaded.sources) == ""
    assert len(loaded.flows) == len(CASES)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_says_what_stands_beside_the_case(case: pathlib.Path, ending: str, loaded: Loaded) -> None:
    flow = next(flow for flow in loaded.flows if flow.key == case.stem)
    assert loaded.project
    text = WRITERS[ending](describe(flow, loaded.project))
    expected = case.with_suffix(ending)
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
