"""The page that teaches the language shows what is right, and of each mistake one problem."""

from __future__ import annotations

import pytest

from orchestrator.load import Loaded, load_project
from orchestrator.report import as_text
from tests.docs.language import EXAMPLES, PAGE, mistakes


def test_every_example_is_right() -> None:
    loaded = load_project(EXAMPLES, environment={})
    assert as_text(loaded.diagnostics, loaded.sources) == ""
    assert len(loaded.flows) == len([*EXAMPLES.glob("flows/*.yml")])


def test_every_example_is_shown() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for example in EXAMPLES.glob("flows/*.yml"):
        assert example.read_text(encoding="utf-8").rstrip() in page


@pytest.mark.parametrize("wrong", [pytest.param(loaded, id=name) for name, loaded in mistakes()])
def test_each_mistake_has_one_problem(wrong: Loaded) -> None:
    assert len(wrong.diagnostics) == 1
