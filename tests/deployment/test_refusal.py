"""Flows that ask for what cannot be run yet: refused whole, and the others run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from orchestrator.deployment.engine import compile_live, load_project, open_flow

MORNING = ("--at", "2026-03-31T08:00Z")
CAP = "frequency_cap: {at_most: 1, per: 7 days}\n"
REFUSED = (
    "flows/welcome.yml:1:1: welcome is not run: this release checks and explains frequency_cap, "
    'but cannot run it yet; take it out, or write "status: draft" until a later release runs it'
)
Flows = Callable[..., CompletedProcess[str]]


def make_marketing(project: Path, above: str = "") -> None:
    """Of the flow `welcome`."""
    file = project / "flows" / "welcome.yml"
    file.write_text(above + file.read_text().replace("message_class: transactional\n", ""))


def cap(project: Path) -> None:
    make_marketing(project, CAP)


def test_run_refuses_it_and_runs_the_others(flows: Flows, project: Path) -> None:
    cap(project)
    done = flows("run", "welcome", "thanks", "--local", *MORNING)
    assert done.returncode == 1
    assert done.stderr.strip() == REFUSED
    assert "thanks" in done.stdout
    assert "welcome" not in done.stdout


def test_where_nothing_is_left_nothing_is_touched(flows: Flows, project: Path) -> None:
    cap(project)
    before = sorted(file.name for file in project.iterdir())
    done = flows("run", "welcome", "--local", *MORNING)
    assert (done.returncode, done.stdout) == (1, "")
    assert sorted(file.name for file in project.iterdir()) == before


def test_a_cap_of_the_project_is_told_of_there(flows: Flows, project: Path) -> None:
    """It does not hold for transactional messages, so a flow that sends no other runs."""
    make_marketing(project)
    file = project / "orchestrator.yml"
    text = file.read_text()
    file.write_text(text.replace("defaults:\n", "defaults:\n  " + CAP, 1))
    line = file.read_text().split("\n").index("  " + CAP.strip()) + 1
    done = flows("run", "welcome", "thanks", "--local", *MORNING)
    assert done.returncode == 1
    assert done.stderr.startswith(f"orchestrator.yml:{line}:3: welcome is not run: ")
    assert "thanks" in done.stdout


def test_simulate_refuses_it_too(flows: Flows, project: Path) -> None:
    cap(project)
    span = ("--from", "2026-03-30", "--to", "2026-03-31")
    both = flows("simulate", "welcome", "thanks", *span)
    assert both.returncode == 1
    assert REFUSED in both.stderr
    assert "thanks" in both.stdout
    alone = flows("simulate", "welcome", *span)
    assert (alone.returncode, alone.stdout) == (1, "")


def test_explain_and_validate_go_on(flows: Flows, project: Path) -> None:
    cap(project)
    assert flows("validate").returncode == 0
    assert flows("explain", "welcome").returncode == 0


def test_it_is_not_deployed(project: Path) -> None:
    cap(project)
    loaded = load_project(project, environment={})
    assert "welcome" not in {each.flow.key for each in compile_live(loaded, project)}
    assert open_flow(project, project / "flows" / "welcome.yml").program.not_yet == (
        "frequency_cap",
    )


def test_a_flow_opens_with_those_that_it_starts(project: Path) -> None:
    """A worker loads the files that it needs: not more, and not less."""
    file = project / "flows" / "thanks.yml"
    file.write_text(file.read_text() + "  - start: welcome\n")
    opened = open_flow(project, file)
    assert opened.flow.key == "thanks"
    assert sorted(flow.key for flow in opened.loaded.flows) == ["thanks", "welcome"]
