"""The same days with and without kills, and what is left to compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from orchestrator.program import Program
from orchestrator.runner import Workspace
from orchestrator.tables import metadata
from tests.crash.cases import THREE, Case, day_of
from tests.engine.killing import dying_at
from tests.engine.postbox import Killed
from tests.engine.world import World

QUIET_DAYS = 6
SHOP = ("customers", "carts", "orders", "refunds", "subscriptions", "ratings")
DIED = "the worker died while handing over"
Told: TypeAlias = dict[str, set[tuple[Any, ...]]]

TELLING: Mapping[str, str] = {
    "enrolments": "select flow, customer, triggered_at, entered_at, ended_at, end_reason, position, "
    "held_out from orchestrator.enrolment",
    "passages": "select flow, customer, triggered_at, step, arm, at from orchestrator.passage "
    "join orchestrator.enrolment on enrolment.id = enrolment",
    "tags": "select customer, tag, at from orchestrator.tag",
    "facts": "select customer, name, value, at from orchestrator.fact",
    "suppressed": "select channel, address, reason, at from orchestrator.suppression",
    "members": "select flow, customer, since, until from orchestrator.membership",
}


class History:
    """Days of one case; a worker may be killed on each of them, and another one goes on."""

    def __init__(self, world: World, case: Case) -> None:
        self._world = world
        self._case = case
        self._days: set[int] = set()
        self._flows: Mapping[str, Program] = world.flows(case.flows)
        self._tick_all("2026-02-28 09:00", world.workspace)

    def day(self, number: int, dead: str | None = None, kill_at: int = 0) -> bool:
        """One day with its tick; whether the named worker was killed before that statement."""
        self._happen(number)
        when = f"{day_of(number)} 09:00"
        killed = False
        if dead is not None:
            workspace = replace(self._world.workspace, worker=dead)
            try:
                with dying_at(workspace.store.engine, kill_at):
                    self._tick_all(when, workspace)
            except Killed:
                killed = True
        if dead is None or killed:
            self._tick_all(when, self._world.workspace)
        return killed

    def quiet(self, number: int) -> None:
        """Days on which nothing new happens."""
        for each in range(number, number + QUIET_DAYS):
            self._happen(each, to_new=False)
            self._tick_all(f"{day_of(each)} 09:00", self._world.workspace)

    def told(self) -> Told:
        return {what: set(map(tuple, self._world.rows(sql))) for what, sql in TELLING.items()}

    def messages(self) -> dict[tuple[Any, ...], str]:
        """What became of each."""
        sql = (
            "select m.flow, m.customer, e.triggered_at, m.step, m.variant, m.status, m.reason "
            "from orchestrator.message m join orchestrator.enrolment e on e.id = m.enrolment"
        )
        rows = self._world.rows(sql)
        found = {tuple(row)[:5]: f"{row.status} {row.reason or ''}".strip() for row in rows}
        assert len(found) == len(rows)
        return found

    def unknown_groups(self) -> Mapping[object, set[tuple[object, ...]]]:
        """The sends that have unknown messages, by the tick that gave those up."""
        sql = "select finished_at, flow, step from orchestrator.message where status = 'unknown'"
        groups: defaultdict[object, set[tuple[object, ...]]] = defaultdict(set)
        for row in self._world.rows(sql):
            groups[row.finished_at].add((row.flow, row.step))
        return groups

    def _happen(self, number: int, *, to_new: bool = True) -> None:
        shop, day = self._world.shop, day_of(number)
        for key in self._customers_of(number - 1):
            self._case.the_day_after(shop, key, day)
        if to_new:
            self._days.add(number)
            for key in self._customers_of(number):
                shop.customer(key, phone=f"+4670{key:07}", accepts_sms=True)
                self._case.on_the_day(shop, key, day)

    def _customers_of(self, number: int) -> range:
        first = THREE * number
        return range(first, first + 3 if number in self._days else first)

    def _tick_all(self, when: str, workspace: Workspace) -> None:
        for flow in self._flows.values():
            self._world.tick(flow, when, workspace)


def empty(world: World) -> None:
    """Begin anew in the same database."""
    with world.workspace.store.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "meta":
                connection.execute(table.delete())
    for name in SHOP:
        world.shop.do(f"delete from {name}")
    world.postbox.taken.clear()
