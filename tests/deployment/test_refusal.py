"""A flow that asks what nobody writes down: told of, and nothing is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from orchestrator.deployment.engine import load_project, open_flow
from orchestrator.deployment.refusal import refusals

ASKS = "hold_while:\n  - not_opened: {flow: thanks}\nhold_at_most: 1 day\n"
MORNING = ("--at", "2026-03-31T08:00Z")
Flows = Callable[..., CompletedProcess[str]]


def ask(project: Path) -> None:
    """Of the flow `welcome`."""
    file = project / "flows" / "welcome.yml"
    file.write_text(ASKS + file.read_text())


def test_nothing_is_touched(flows: Flows, project: Path) -> None:
    ask(project)
    before = sorted(file.name for file in project.iterdir())
    done = flows("run", "welcome", "--local", *MORNING)
    assert (done.returncode, done.stdout) == (1, "")
    assert "F086" in done.stderr
    assert sorted(file.name for file in project.iterdir()) == before


def test_it_is_told_where_it_asks(project: Path) -> None:
    before = load_project(project, environment={})
    ask(project)
    loaded = load_project(project, environment={})
    assert before.project is not None
    found = refusals(loaded.flows, before.project, loaded)
    assert list(found) == ["welcome"]
    assert found["welcome"][0].startswith("flows/welcome.yml:2:5: welcome is not run: ")


def test_a_flow_opens_with_those_that_it_starts(project: Path) -> None:
    """A worker loads the files that it needs: not more, and not less."""
    file = project / "flows" / "thanks.yml"
    file.write_text(file.read_text() + "  - start: welcome\n")
    opened = open_flow(project, file)
    assert opened.flow.key == "thanks"
    assert sorted(flow.key for flow in opened.loaded.flows) == ["thanks", "welcome"]
