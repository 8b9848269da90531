"""A project over a database, examined; what is said as the command prints it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from orchestrator import report
from orchestrator.compiler import compile_flow
from orchestrator.diagnostics import Diagnostic
from orchestrator.doctor import Clock, Findings, Live, full_check, quick_check
from orchestrator.load import Loaded, load_project
from orchestrator.model import Project
from orchestrator.store import open_untouched

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)


def load(folder: Path, url: str) -> tuple[Loaded, Project]:
    loaded = load_project(folder, environment={"DATABASE_URL": url})
    assert loaded.project, [each.sentence() for each in loaded.diagnostics]
    return loaded, loaded.project


def examine(folder: Path, url: str, seconds: float = 60) -> Findings:
    _, project = load(folder, url)
    with open_untouched(project.database, folder) as store:
        return full_check(project, store, now=NOW, seconds=seconds)


def examine_flows(
    folder: Path, url: str, *, budget: float = 60, clock: Clock | None = None
) -> Findings:
    """The catalog together with the plans of the live flows."""
    loaded, project = load(folder, url)
    live = Live.of(
        loaded.flows,
        lambda flow: compile_flow(flow, project, loaded.variables[flow.key], loaded.flows),
    )
    with open_untouched(project.database, folder) as store:
        return full_check(project, store, now=NOW, live=live, budget=budget, clock=clock)


def quick(folder: Path, url: str) -> list[Diagnostic]:
    _, project = load(folder, url)
    with open_untouched(project.database, folder) as store:
        return quick_check(project, store, now=NOW)


def printed(folder: Path, url: str) -> str:
    loaded, _ = load(folder, url)
    findings = examine(folder, url)
    placed = loaded.placed(findings.diagnostics)
    notes = "".join(f"not checked: {note}\n" for note in findings.unchecked)
    return f"{report.as_text(placed, loaded.sources)}{report.problems(placed)}\n{notes}"
