"""A shop, a project and flows written as a marketer would; one call a tick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Row, insert, text

from orchestrator import tables
from orchestrator.model import Database
from orchestrator.program import Program
from orchestrator.runner import (
    Clock,
    Tally,
    Workspace,
    apply_version,
    fixed_clock,
    open_tick,
    open_workspace,
)
from orchestrator.tables import SCHEMA
from tests.engine.library import Library
from tests.engine.postbox import Postbox
from tests.engine.shop import Shop, forgo_durability

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """What a test has in hand."""

    url: str
    shop: Shop
    library: Library
    postbox: Postbox = field(default_factory=Postbox)
    _workspace: Workspace | None = None

    @property
    def dialect(self) -> str:
        return self.shop.engine.dialect.name

    def flow(self, below: str, key: str = "f") -> Program:
        """Compile a flow from its text, its header and (unless it has some) its steps apart."""
        return self.flows({key: below})[key]

    def flows(self, texts: Mapping[str, str]) -> Mapping[str, Program]:
        return self.library.compiled(texts).programs

    @property
    def workspace(self) -> Workspace:
        assert self._workspace is not None
        return self._workspace

    @contextmanager
    def at_work(self) -> Iterator[World]:
        """Open the workspace that `tick` uses."""
        with self.another_workspace() as self._workspace:
            yield self

    @contextmanager
    def another_workspace(
        self, postbox: Postbox | None = None, url: str | None = None
    ) -> Iterator[Workspace]:
        """Another worker's, or the same one's at the same database under another name."""
        known = self.library.compiled({})
        project = replace(known.project, database=Database(url or self.url))
        senders = dict.fromkeys(project.senders, postbox or self.postbox)
        with open_workspace(project, known.templates, senders) as workspace:
            forgo_durability(workspace.store.engine, SCHEMA)
            yield workspace

    def tick(
        self, program: Program, when: str | Clock, workspace: Workspace | None = None
    ) -> Tally:
        clock = fixed_clock(moment(when)) if isinstance(when, str) else when
        return tick(program, workspace or self.workspace, clock)

    def apply(self, program: Program, when: str, workspace: Workspace | None = None) -> None:
        """Put that version of its flow in force, as `flows apply` does."""
        with (workspace or self.workspace).store.writing(program.flow) as connection:
            apply_version(connection, program, moment(when))

    def edit(self, program: Program, when: str) -> Tally:
        """Apply that version, and tick."""
        self.apply(program, when)
        return self.tick(program, when)

    def suppress(self, address: str, reason: str) -> None:
        stops = "marketing" if reason == "unsubscribed" else "all"
        entry = {"channel": "email", "address": address, "reason": reason, "stops": stops}
        with self.workspace.store.writing() as connection:
            connection.execute(insert(tables.suppression), {**entry, "at": START})

    def rows(self, sql: str, **values: object) -> list[Row[tuple[object, ...]]]:
        with self.workspace.store.reading() as connection:
            return list(connection.execute(text(sql), values))

    def entered(self, flow: str = "f") -> list[int]:
        """The customer of every enrolment, in order."""
        sql = "select customer from orchestrator.enrolment where flow = :flow"
        return sorted(int(str(row.customer)) for row in self.rows(sql, flow=flow))

    def inside(self, flow: str = "f") -> dict[int, str]:
        """Where everybody stands who is inside."""
        sql = (
            "select customer, position from orchestrator.enrolment "
            "where flow = :flow and ended_at is null"
        )
        return {int(row.customer): row.position for row in self.rows(sql, flow=flow)}

    def endings(self, flow: str = "f") -> dict[int, str]:
        """Why everybody left who did; of several passages the last."""
        sql = (
            "select customer, end_reason from orchestrator.enrolment "
            "where flow = :flow and ended_at is not null order by id"
        )
        return {int(row.customer): row.end_reason for row in self.rows(sql, flow=flow)}

    def statuses(self) -> dict[str, int]:
        """How many messages are in which state."""
        sql = "select status, count(*) as number from orchestrator.message group by status"
        return {str(row.status): int(str(row.number)) for row in self.rows(sql)}

    def messages(self) -> dict[tuple[int, str], str]:
        """Status of every message, and the reason if there is one; no two passages of one."""
        sql = "select customer, step, status, reason from orchestrator.message"
        found = self.rows(sql)
        told = {
            (int(row.customer), row.step): row.status + (f": {row.reason}" if row.reason else "")
            for row in found
        }
        assert len(told) == len(found)
        return told


def tick(program: Program, workspace: Workspace, clock: Clock) -> Tally:
    with open_tick(program, workspace, clock) as opened:
        for operation in program.operations:
            opened.perform(operation)
    return opened.tally


def entries(world: World) -> list[str]:
    """When each passage began."""
    found = world.rows("select entered_at from orchestrator.enrolment order by id")
    return [str(row.entered_at)[:19] for row in found]


def moment(when: str) -> datetime:
    """`2026-03-01 08:00`, in UTC."""
    return datetime.fromisoformat(when).replace(tzinfo=UTC)
