"""Flows that are taken out of service, and states of releases that kept no versions."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from orchestrator.delivery import Outcome
from orchestrator.runner import ApplyError, EditedError, remove_flow
from tests.engine.editing import FOUR, begin
from tests.engine.texts import CART, send
from tests.engine.world import World, moment


def test_a_removed_flow_ends_its_people_and_cancels_what_is_queued(world: World) -> None:
    world.postbox.answers = {"1": [Outcome.RETRY]}
    flow = begin(world, FOUR)
    with world.workspace.store.writing("f") as connection:
        remove_flow(connection, "f", moment("2026-03-01 10:00"))
    assert world.endings() == {1: "flow removed", 2: "flow removed"}
    assert world.messages()[1, "a"] == "skipped: flow removed"
    with pytest.raises(EditedError, match="taken out of service"):
        world.tick(flow, "2026-03-01 11:00")


def test_a_flow_that_comes_back_begins_anew(world: World) -> None:
    """What happened while it was gone is not made up for."""
    text = "trigger:\n  segment: swedes\nreentry: always\nsteps:\n" + send("a")
    flow = world.flow(text)
    world.shop.customer(1, country="SE")
    world.tick(flow, "2026-03-01 08:00")
    with world.workspace.store.writing("f") as connection:
        remove_flow(connection, "f", moment("2026-03-01 09:00"))
    world.shop.customer(2, country="SE")
    world.apply(flow, "2026-03-01 10:00")
    world.tick(flow, "2026-03-01 11:00")
    assert world.entered() == []
    world.shop.customer(3, country="SE")
    world.tick(flow, "2026-03-01 12:00")
    assert world.entered() == [3]


def test_a_state_without_versions_keeps_places_and_refuses_to_guess(world: World) -> None:
    begin(world, FOUR)
    with world.workspace.store.writing() as connection:
        connection.execute(sql("delete from orchestrator.flow_version"))
    with pytest.raises(ApplyError, match="2 at the delay after a"):
        world.apply(world.flow(CART + "steps:\n" + send("b")), "2026-03-01 10:00")
    assert world.inside() == {1: "a+1", 2: "a+1"}
    longer = world.flow(FOUR + send("d"))
    world.apply(longer, "2026-03-01 10:00")
    world.tick(longer, "2026-03-02 09:00")
    assert world.inside() == {1: "b+1", 2: "b+1"}


def test_a_flow_whose_version_was_not_kept_keeps_it_at_its_next_tick(world: World) -> None:
    flow = begin(world, FOUR)
    with world.workspace.store.writing() as connection:
        connection.execute(sql("delete from orchestrator.flow_version"))
    world.tick(flow, "2026-03-01 10:00")
    found = world.rows("select digest from orchestrator.flow_version")
    assert [row.digest for row in found] == [flow.digest]
