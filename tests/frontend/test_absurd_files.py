"""Files that nobody writes by hand: some of what is wrong is told, and that there is more."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator.load import load_project
from tests.frontend.cases import GOOD_FLOW, shop

LIMIT = 200
ABSURD = {
    "one key again and again": GOOD_FLOW + "title: x\n" * 3_000,
    "unknown keys": GOOD_FLOW + "".join(f"key{n}: x\n" for n in range(3_000)),
    "unknown attributes": GOOD_FLOW
    + "conditions:\n"
    + "".join(f"  - customer.nobody{n}: SE\n" for n in range(300)),
}


@pytest.mark.parametrize("text", ABSURD.values(), ids=ABSURD.keys())
def test_the_first_mistakes_and_that_there_are_more(text: str, tmp_path: pathlib.Path) -> None:
    loaded = load_project(shop(tmp_path, good=text), environment={})
    assert len(loaded.diagnostics) == LIMIT + 1
    [more] = [found for found in loaded.diagnostics if found.code.number == "F006"]
    assert more.is_error
    assert str(LIMIT) in more.message
    assert not loaded.flows


def test_a_flow_of_too_many_parts_is_refused_as_a_whole(tmp_path: pathlib.Path) -> None:
    text = GOOD_FLOW + "".join("  - delay: 1 hour\n" for _ in range(2_000))
    [found] = load_project(shop(tmp_path, good=text), environment={}).diagnostics
    assert found.code.number == "F006"
    assert "1,000 are allowed" in found.message


def test_long_lists_of_values_are_no_parts(tmp_path: pathlib.Path) -> None:
    values = "".join(f"      - c{n}\n" for n in range(5_000))
    text = GOOD_FLOW + f"conditions:\n  - customer.country:\n{values}"
    assert not load_project(shop(tmp_path, good=text), environment={}).diagnostics


def test_conditions_beyond_counting_are_never_called_impossible(tmp_path: pathlib.Path) -> None:
    names = "".join(f"  - customer.first_name: {{contains: c{n}}}\n" for n in range(400))
    text = GOOD_FLOW + f"conditions:\n{names}"
    assert not load_project(shop(tmp_path, good=text), environment={}).diagnostics


def test_a_template_of_too_many_tags_is_not_taken_apart(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    (root / "templates/hello.html").write_text("{{ customer.first_name }}" * 6_000)
    [found] = load_project(root, environment={}).diagnostics
    assert (found.file, found.code.number) == ("templates/hello.html", "F047")
    assert "5,000 are allowed" in found.message
