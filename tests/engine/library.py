"""Flows from their texts, by the real front end and compiler."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from orchestrator.compiler import compile_flow
from orchestrator.load import load_project
from orchestrator.model import Flow, Project
from orchestrator.program import Program
from orchestrator.templates import TemplateSet
from tests.engine.texts import HELLO

PROJECT = Path(__file__).parent / "project"
ENVIRONMENT = {"DATABASE_URL": "sqlite://", "UNSUBSCRIBE_SECRET": "not-much-of-one"}


@dataclass(frozen=True)
class Compiled:
    project: Project
    templates: TemplateSet
    flows: Mapping[str, Flow]
    programs: Mapping[str, Program]


@dataclass
class Library:
    """Programs know no database, so that the same texts are compiled once."""

    folder: Path
    project: Path = PROJECT
    # Not told: it grows with every test, and some failures tell of all that they were given.
    _compiled: dict[tuple[str, ...], Compiled] = field(default_factory=dict, repr=False)
    _number: Iterator[int] = field(default_factory=count)

    def compiled(self, flows: Mapping[str, str]) -> Compiled:
        texts = tuple(whole(key, below) for key, below in flows.items())
        if texts not in self._compiled:
            self._compiled[texts] = self._compile(dict(zip(flows, texts, strict=True)))
        return self._compiled[texts]

    def _compile(self, flows: Mapping[str, str]) -> Compiled:
        root = self.folder / str(next(self._number))
        shutil.copytree(self.project, root)
        (root / "flows").mkdir()
        for key, whole in flows.items():
            (root / "flows" / f"{key}.yml").write_text(whole, encoding="utf-8")
        loaded = load_project(root, environment=ENVIRONMENT)
        errors = [each.sentence() for each in loaded.diagnostics if each.is_error]
        assert not errors, errors
        project = loaded.project
        assert project is not None
        return Compiled(
            project,
            loaded.templates,
            {flow.key: flow for flow in loaded.flows},
            {
                flow.key: compile_flow(flow, project, loaded.variables[flow.key], loaded.flows)
                for flow in loaded.flows
            },
        )


def whole(key: str, below: str) -> str:
    """Add what every flow needs and a test seldom cares for."""
    status = "" if "status:" in below else "status: live\n"
    steps = "" if "\nsteps:" in below else "steps:\n" + HELLO
    return f"flow: {key}\n{status}{below.strip()}\n{steps}"
