"""A working tree on the world's database, as somebody has it who edits flows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestrator.load import Loaded, load_project
from orchestrator.model import Project
from orchestrator.plan import Done, Plan, carry_out, make_plan, objections, wanted_programs
from orchestrator.program import Program
from tests.engine.library import ENVIRONMENT, PROJECT, whole
from tests.engine.world import World, moment


@dataclass
class Checkout:
    folder: Path
    world: World

    def write(self, texts: Mapping[str, str]) -> None:
        """These flows, and no others."""
        if not self.folder.exists():
            shutil.copytree(PROJECT, self.folder)
        shutil.rmtree(self.folder / "flows", ignore_errors=True)
        (self.folder / "flows").mkdir()
        for key, text in texts.items():
            file = self.folder / "flows" / f"{key}.yml"
            file.write_text(whole(key, text), encoding="utf-8")

    @property
    def loaded(self) -> Loaded:
        environment = {**ENVIRONMENT, "DATABASE_URL": self.world.url}
        loaded = load_project(self.folder, environment=environment)
        errors = [each.sentence() for each in loaded.diagnostics if each.is_error]
        assert not errors, errors
        return loaded

    @property
    def project(self) -> Project:
        project = self.loaded.project
        assert project is not None
        return project

    @property
    def programs(self) -> dict[str, Program]:
        return wanted_programs(self.loaded)

    def tick(self, *when: str) -> None:
        for each in when:
            for program in self.programs.values():
                self.world.tick(program, each)

    def plan(self, when: str, *, days: int = 0) -> Plan:
        return make_plan(self.loaded, self.project, moment(when), days=days)

    def objections(self, plan: Plan) -> list[str]:
        return objections(plan, self.programs, self.world.workspace.store)

    def apply(self, plan: Plan, when: str) -> list[Done]:
        store = self.world.workspace.store
        return list(carry_out(plan, self.loaded, self.programs, store, moment(when)))
