"""Each kind of line, and one long story: the texts are kept beside the tests, in `told`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.world import World
from tests.timeline.cases import CASES, Case
from tests.timeline.long_story import LONG, PAGE, play
from tests.timeline.telling import told

TOLD = Path(__file__).parent / "told"
DOCS = Path(__file__).parents[2] / "docs" / "why.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_told(case: Case, world: World) -> None:
    case.play(world, world.flows(case.flows))
    text = told(world, case.flows, case.at, flow=case.flow)
    assert text == (TOLD / f"{case.name}.txt").read_text(encoding="utf-8")
    assert all(len(line) <= 100 for line in text.splitlines())


def test_every_text_belongs_to_a_case() -> None:
    assert {file.stem for file in TOLD.glob("*.txt")} == {case.name for case in CASES} | set(PAGE)


@pytest.mark.parametrize("name", PAGE)
def test_a_long_story_is_told_as_the_page_shows_it(name: str, world: World) -> None:
    play(world, world.flows(LONG))
    text = told(world, LONG, *PAGE[name])
    assert text == (TOLD / f"{name}.txt").read_text(encoding="utf-8")
    assert f"```\n{text}```\n" in DOCS.read_text(encoding="utf-8")
