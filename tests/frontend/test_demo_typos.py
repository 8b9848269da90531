"""The flows that we ship are right, and each typo in one is told once, at its place."""

from __future__ import annotations

import pathlib
import shutil

import pytest

from orchestrator.diagnostics import Diagnostic
from orchestrator.load import load_project

ROOT = pathlib.Path(__file__).parents[2]
FLOW, TEMPLATE = "flows/abandoned-cart.yml", "templates/abandoned-cart/reminder.html"


@pytest.fixture
def demo(tmp_path: pathlib.Path) -> pathlib.Path:
    for folder in ("flows", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "orchestrator.yml", tmp_path)
    return tmp_path


def typo(root: pathlib.Path, file: str, right: str, wrong: str) -> tuple[int, int]:
    """Misspells the first occurrence; line and column of the misspelt word."""
    text = (root / file).read_text(encoding="utf-8")
    at = text.index(right)
    (root / file).write_text(text[:at] + wrong + text[at + len(right) :], encoding="utf-8")
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def only_diagnostic(root: pathlib.Path) -> Diagnostic:
    (found,) = load_project(root, environment={}).diagnostics
    return found


def test_the_demo_is_right(demo: pathlib.Path) -> None:
    loaded = load_project(demo, environment={})
    assert loaded.diagnostics == ()
    assert len(loaded.flows) == len(list((ROOT / "flows").glob("*.yml")))


CASES = {
    "trigger": (FLOW, "event: cart_updated", "event: cart_updatd", 7, "F020", "cart_updated"),
    "condition": (FLOW, "customer.country", "customer.contry", 0, "F021", "country"),
    "operator": (FLOW, "at_least: 300", "at_lest: 300", 0, "F010", "at_least"),
    "step": (FLOW, "delay: 1 day", "dealy: 1 day", 0, "F010", "delay"),
    "template name": (
        FLOW,
        "template: abandoned-cart/reminder",
        "template: abandoned-cart/remindr",
        10,
        "F023",
        "abandoned-cart/reminder",
    ),
    "template variable": (
        TEMPLATE,
        "customer.first_name",
        "customer.frist_name",
        9,
        "F024",
        "first_name",
    ),
    "variable in a subject": (
        FLOW,
        "customer.first_name",
        "customer.frist_name",
        9,
        "F024",
        "first_name",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_typo_is_told_once_at_its_place(case: str, demo: pathlib.Path) -> None:
    file, right, wrong, offset, code, suggestion = CASES[case]
    line, column = typo(demo, file, right, wrong)
    found = only_diagnostic(demo)
    assert found.span
    assert (found.file, found.span.line, found.span.column) == (file, line, column + offset)
    assert (found.code.number, found.suggestion) == (code, suggestion)
    assert suggestion in found.allowed
