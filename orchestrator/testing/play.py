"""Playing one case: the same programs and the same ticks, on a scratch database and its own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete

from orchestrator import tables
from orchestrator.compiler import compile_flow
from orchestrator.delivery import Message, Outcome, Receipt
from orchestrator.load import Loaded
from orchestrator.model import Database, Project, Status
from orchestrator.parse import zone_or_utc
from orchestrator.runner import Workspace, open_workspace
from orchestrator.runner.timetable import timetable
from orchestrator.testing.draws import choose_keys
from orchestrator.testing.happened import Happened
from orchestrator.testing.jumping import shifts_of
from orchestrator.testing.model import Case, FlowTests
from orchestrator.testing.playable import Playable
from orchestrator.testing.scratch import Scratch, scratch_catalog
from orchestrator.testing.story import Story
from orchestrator.testing.world import World

SHOP = "shop.db"


class Keeping:
    """A sender that keeps what it is given; everything arrives."""

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            self.messages[int(message.id.rpartition("-")[2])] = message
            yield Receipt(message.id, Outcome.SENT)


class Stage:
    """Where cases are played one after the other: one database, emptied before each.

    Flows are compiled once, and so are their statements.
    """

    def __init__(self, loaded: Loaded, workspace: Workspace, scratch: Scratch) -> None:
        self._loaded = loaded
        self._workspace = workspace
        self._scratch = scratch
        self._sender = Keeping()
        self._playable: dict[str, Playable] = {}
        senders = dict.fromkeys(workspace.project.senders, self._sender)
        # Links are made as for real, with a secret of nobody's.
        secrets = dict.fromkeys(workspace.project.senders, "a test")
        self._workspace = replace(workspace, senders=senders, secrets=secrets, is_rehearsal=False)

    @property
    def project(self) -> Project:
        return self._workspace.project

    def playable(self, key: str) -> Playable:
        if key not in self._playable:
            # A draft is tested before it goes live, and one that is paused means what it meant.
            live = (replace(flow, status=Status.LIVE) for flow in self._loaded.flows)
            flows = {flow.key: flow for flow in live}
            flow = flows[key]
            variables = self._loaded.variables[key]
            program = compile_flow(flow, self.project, variables, tuple(flows.values()))
            times = timetable(flow, self.project.defaults.timezone)
            self._playable[key] = Playable(flow, program, times, shifts_of(program))
        return self._playable[key]

    def play(self, tests: FlowTests, case: Case, *, jumping: bool = True) -> Happened:
        """Raises NobodyDrawsError. Without `jumping` each tick of the schedule is performed."""
        self._clear()
        flows = [self.playable(key) for key in (tests.flow, *case.beside)]
        tested, *beside = [each.flow for each in flows]
        catalog = self.project.catalog
        with self._workspace.store.reading() as connection:
            keys = choose_keys(connection, case, tested, beside, catalog.customers.key.type)
        world = World(self._scratch, catalog, zone_or_utc(tests.timezone), keys)
        contents = self._sender.messages
        return Story(flows, case, world, self._workspace, contents, jumping=jumping).play()

    def _clear(self) -> None:
        self._scratch.clear()
        self._sender.messages.clear()
        with self._workspace.store.writing() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                if table is not tables.meta:
                    connection.execute(delete(table))


@contextmanager
def open_stage(loaded: Loaded, project: Project) -> Iterator[Stage]:
    """A database in a folder that is gone afterwards; that of the project is never opened."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        played = replace(
            project,
            catalog=scratch_catalog(project.catalog),
            database=Database(f"sqlite:///{SHOP}"),
            root=folder,
        )
        scratch = Scratch(root / SHOP, played.catalog)
        try:
            with open_workspace(played, loaded.templates, {}, scratch=True) as workspace:
                yield Stage(loaded, workspace, scratch)
        finally:
            scratch.close()
