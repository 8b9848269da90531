"""Flows that ask for what cannot be run yet: refused whole, and the others run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from orchestrator.deployment.engine import compile_live, load_project, open_flow

MORNING = ("--at", "2026-03-31T08:00Z")
ASKS = "hold_while:\n  - not_opened: {flow: thanks}\nhold_at_most: 1 day\n"
REFUSED = (
    "flows/welcome.yml:2:5: welcome is not run: this release checks and explains not_opened, "
    'but cannot run it yet; take it out, or write "status: draft" until a later release runs it'
)
Flows = Callable[..., CompletedProcess[str]]


def ask(project: Path) -> None:
    """Of the flow `welcome`."""
    file = project / "flows" / "welcome.yml"
    file.write_text(ASKS + file.read_text())


def test_run_refuses_it_and_runs_the_others(flows: Flows, project: Path) -> None:
    ask(project)
    done = flows("run", "welcome", "thanks", "--local", *MORNING)
    assert done.returncode == 1
    assert done.stderr.strip() == REFUSED
    assert "thanks" in done.stdout
    assert "welcome" not in done.stdout


def test_where_nothing_is_left_nothing_is_touched(flows: Flows, project: Path) -> None:
    ask(project)
    before = sorted(file.name for file in project.iterdir())
    done = flows("run", "welcome", "--local", *MORNING)
    assert (done.returncode, done.stdout) == (1, "")
    assert sorted(file.name for file in project.iterdir()) == before


def test_what_a_segment_asks_for_is_told_of_there(flows: Flows, project: Path) -> None:
    """Whoever does not ask for the segment runs."""
    file = project / "orchestrator.yml"
    fans = "segments:\n  fans:\n    - opened: {flow: thanks}\n"
    file.write_text(file.read_text().replace("segments:\n", fans, 1))
    welcome = project / "flows" / "welcome.yml"
    welcome.write_text("conditions:\n  - in_segment: fans\n" + welcome.read_text())
    line = 1 + file.read_text().splitlines().index("    - opened: {flow: thanks}")
    done = flows("run", "welcome", "thanks", "--local", *MORNING)
    assert done.returncode == 1
    assert done.stderr.startswith(f"orchestrator.yml:{line}:7: welcome is not run: ")
    assert "thanks" in done.stdout


def test_simulate_refuses_it_too(flows: Flows, project: Path) -> None:
    ask(project)
    span = ("--from", "2026-03-30", "--to", "2026-03-31")
    both = flows("simulate", "welcome", "thanks", *span)
    assert both.returncode == 1
    assert REFUSED in both.stderr
    assert "thanks" in both.stdout
    alone = flows("simulate", "welcome", *span)
    assert (alone.returncode, alone.stdout) == (1, "")


def test_explain_and_validate_go_on(flows: Flows, project: Path) -> None:
    ask(project)
    assert flows("validate").returncode == 0
    assert flows("explain", "welcome").returncode == 0


def test_it_is_not_deployed(project: Path) -> None:
    ask(project)
    loaded = load_project(project, environment={})
    assert "welcome" not in {each.flow.key for each in compile_live(loaded, project)}
    assert open_flow(project, project / "flows" / "welcome.yml").program.not_yet == ("not_opened",)


def test_a_flow_opens_with_those_that_it_starts(project: Path) -> None:
    """A worker loads the files that it needs: not more, and not less."""
    file = project / "flows" / "thanks.yml"
    file.write_text(file.read_text() + "  - start: welcome\n")
    opened = open_flow(project, file)
    assert opened.flow.key == "thanks"
    assert sorted(flow.key for flow in opened.loaded.flows) == ["thanks", "welcome"]
