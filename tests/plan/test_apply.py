"""Applying just what a plan says, or nothing, because the world has moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.plan import as_json, read_plan
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.plan.checkout import Checkout
from tests.plan.story import AFTER, KEY, played

NOW = "2026-03-02 12:00"
LATER = "2026-03-02 13:00"


@pytest.fixture
def checkout(world: World, tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path / "tree", world)
    played(checkout)
    return checkout


def in_force(checkout: Checkout) -> dict[str, str]:
    found = checkout.world.rows("select flow, digest from orchestrator.flow")
    return {str(row.flow): str(row.digest) for row in found}


def test_a_plan_that_was_kept_is_applied(checkout: Checkout) -> None:
    plan = read_plan(as_json(checkout.plan(NOW)))
    assert checkout.objections(plan) == []
    assert [each.error for each in checkout.apply(plan, LATER)] == [None] * 3
    assert in_force(checkout)[KEY] == checkout.programs[KEY].digest
    assert in_force(checkout)["goodbye"] == ""
    assert checkout.objections(plan) != []


def test_not_where_the_files_were_edited_since(checkout: Checkout) -> None:
    plan = checkout.plan(NOW)
    checkout.write({KEY: AFTER.replace("2 days", "3 days")})
    before = in_force(checkout)
    assert any("the files say something else" in each for each in checkout.objections(plan))
    assert all(each.error for each in checkout.apply(plan, LATER) if each.flow == KEY)
    assert in_force(checkout)[KEY] == before[KEY]


def test_not_where_another_version_is_in_force_by_now(checkout: Checkout) -> None:
    plan = checkout.plan(NOW)
    other = checkout.world.library.compiled({KEY: AFTER + send("one-more")}).programs[KEY]
    checkout.world.apply(other, NOW)
    assert any("another version is in force" in each for each in checkout.objections(plan))


def test_not_where_a_flow_came_that_the_plan_does_not_know(checkout: Checkout) -> None:
    plan = checkout.plan(NOW)
    text = CART + "steps:\n" + send("x")
    flows = checkout.folder / "flows"
    (flows / "more.yml").write_text(f"flow: more\nstatus: live\n{text}", encoding="utf-8")
    assert any("more is new" in each for each in checkout.objections(plan))


def test_not_where_people_stand_at_a_removed_step_where_nobody_stood(checkout: Checkout) -> None:
    """How many they are may differ, and there may be none by now."""
    plan = checkout.plan(NOW)
    old = checkout.world.rows(
        f"select id, position from orchestrator.enrolment where flow = '{KEY}'"
    )
    behind = [row.id for row in old if row.position == "second-thoughts+1"]
    move = "update orchestrator.enrolment set position = '{}', due_at = '2026-03-05 09:00:00' where id = {}"

    def put(row: object, position: str) -> None:
        with checkout.world.workspace.store.writing() as connection:
            connection.exec_driver_sql(move.format(position, row))

    put(behind[0], "reminder+1")
    assert checkout.objections(plan) == []
    for each in behind[1:]:
        put(each, "reminder+1")
    assert checkout.objections(plan) == []
    put(behind[0], "second-thoughts")
    assert any("1 person at second-thoughts by now" in each for each in checkout.objections(plan))
    failed = [each for each in checkout.apply(plan, LATER) if each.error]
    assert [each.flow for each in failed] == [KEY]
    assert checkout.world.inside(KEY)[1] != "last-call"


def test_applying_sends_nothing_and_the_next_tick_goes_on(checkout: Checkout) -> None:
    sent = len(checkout.world.postbox.taken)
    checkout.apply(checkout.plan(NOW), LATER)
    assert len(checkout.world.postbox.taken) == sent
    checkout.tick("2026-03-04 09:00", "2026-03-05 09:00")
    steps = [each.step for each in checkout.world.postbox.taken if each.flow == KEY]
    assert {step: steps.count(step) for step in steps} == {
        "reminder": 12,
        "second-thoughts": 5,
        "last-call": 12,
    }
