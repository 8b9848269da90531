"""Databases on which the engine plays, each a copy of an empty shop."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator.model import Database
from orchestrator.runner import open_workspace
from orchestrator.tables import SCHEMA
from tests.engine.library import Compiled
from tests.engine.shop import Shop, forgo_durability
from tests.oracle.coverage import covered
from tests.oracle.engine import Engine, Postman
from tests.oracle.found import Found, differences
from tests.oracle.generate import triple_of
from tests.oracle.playing import play
from tests.oracle.triple import Triple

NewDatabase = Callable[[], AbstractContextManager[str]]
"""The URL of an empty shop, for as long as it is needed."""


@dataclass(frozen=True)
class Played:
    seed: int
    differences: list[str]
    covered: Counter[str]
    enrolments: int


@dataclass(frozen=True)
class Arena:
    known: Compiled
    """The project, before a triple gives it segments and defaults of its own."""
    new_database: NewDatabase

    def triple(self, seed: int) -> Triple:
        return triple_of(seed, self.known.project)

    def engine(self, triple: Triple) -> Found:
        with self.new_database() as url:
            shop = Shop(url)
            project = replace(triple.project, database=Database(url))
            senders = dict.fromkeys(project.senders, Postman())
            with open_workspace(project, self.known.templates, senders) as workspace:
                forgo_durability(workspace.store.engine, SCHEMA)
                found = Engine(triple, shop, workspace).play()
            shop.close()
        return found

    def play(self, seed: int) -> Played:
        """Let both play; where one of them fails, that is what is told."""
        triple = self.triple(seed)
        expected = play(triple)
        try:
            found = self.engine(triple)
        except Exception as error:  # noqa: BLE001 - the next seed is to be played all the same
            told = [f"{type(error).__name__}: {error}"[:500]]
        else:
            told = list(differences(found, expected))
        return Played(seed, told, covered(triple, expected), len(expected.passages))


def sqlite_copies(empty: Path) -> NewDatabase:
    """Copies of that file and of those beside it."""

    @contextmanager
    def copy() -> Iterator[str]:
        with TemporaryDirectory() as folder:
            for file in empty.parent.glob(f"{empty.stem}*"):
                shutil.copy(file, folder)
            yield f"sqlite:///{Path(folder) / empty.name}"

    return copy
