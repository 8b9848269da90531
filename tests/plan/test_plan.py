"""What a plan says."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text as sql

from orchestrator.plan import Change, FlowPlan, as_json, as_markdown, as_text, only, read_plan
from orchestrator.plan.deployed import deployed
from orchestrator.plan.json_form import BadPlanError
from orchestrator.plan.order import in_order
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.plan.checkout import Checkout
from tests.plan.golden import same_as_file
from tests.plan.story import AFTER, BEFORE, KEY, played

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "editing.md"
NOW = "2026-03-02 12:00"
DAY = "  - delay: 1 day\n"


@pytest.fixture
def checkout(world: World, tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "tree", world)


def begun(checkout: Checkout, text: str, people: int = 2) -> None:
    checkout.write({"f": text})
    checkout.tick("2026-03-01 08:00")
    for key in range(1, people + 1):
        checkout.world.shop.customer(key)
        checkout.world.shop.cart(key, key, "2026-03-01 09:00")
    checkout.tick("2026-03-01 09:00")


def planned(checkout: Checkout, text: str, when: str = "2026-03-01 10:00") -> FlowPlan:
    checkout.write({"f": text})
    (found,) = checkout.plan(when).flows
    return found


@pytest.mark.parametrize("form", ["txt", "md"])
def test_a_plan_as_people_read_it(checkout: Checkout, form: str) -> None:
    """The same on both databases, and what docs/editing.md shows."""
    played(checkout)
    plan = checkout.plan(NOW, days=4)
    told = as_text(plan) if form == "txt" else as_markdown(plan)
    same_as_file(told, HERE / "golden" / f"plan.{form}", DOCS)


def test_a_plan_only_reads(checkout: Checkout) -> None:
    played(checkout)
    tables = ("flow", "flow_version", "enrolment", "message", "passage", "judged", "membership")
    before = [checkout.world.rows(f"select * from orchestrator.{each}") for each in tables]
    checkout.plan(NOW, days=4)
    after = [checkout.world.rows(f"select * from orchestrator.{each}") for each in tables]
    assert before == after


def test_where_nothing_has_run_all_is_new(checkout: Checkout) -> None:
    checkout.write({"f": BEFORE})
    (found,) = checkout.plan("2026-03-01 10:00").flows
    assert (found.change, found.deployed, found.enters) == (Change.NEW, None, 0)


def test_what_is_in_force_is_no_change(checkout: Checkout) -> None:
    begun(checkout, BEFORE)
    plan = checkout.plan("2026-03-01 10:00")
    assert not plan.changes
    assert as_text(plan) == "Nothing to apply: what is in force is what the files say.\n"


def test_people_of_a_removed_step_and_where_they_go(checkout: Checkout) -> None:
    begun(checkout, CART + "steps:\n" + DAY + send("b"), people=3)
    found = planned(checkout, CART + "steps:\n" + send("b"))
    (people,) = found.people
    assert (people.position, people.people, people.to, people.stays) == ("+1", 3, "b", False)
    assert found.breaking == (
        "delay 1 day at the start is removed, and 3 people there: they go on to b",
    )


def test_the_plan_says_what_applying_does(checkout: Checkout) -> None:
    """Where people are said to go is where they are then."""
    played(checkout)
    plan = checkout.plan(NOW)
    said: dict[tuple[str, str], int] = {}
    for flow in plan.flows:
        for each in flow.people:
            if each.to is not None:
                said[flow.flow, each.to] = said.get((flow.flow, each.to), 0) + each.people
    checkout.apply(plan, NOW)
    found = checkout.world.rows(
        "select flow, position, count(*) as people from orchestrator.enrolment "
        "where ended_at is null group by flow, position"
    )
    assert {(row.flow, row.position): row.people for row in found} == said


def test_how_many_would_enter_is_how_many_do(checkout: Checkout) -> None:
    """Of a trigger that is wider now: carts were not enough, and are now."""
    text = CART.replace("cart_updated", "cart_updated\n  where:\n    value: {at_least: 500}")
    begun(checkout, text + "steps:\n" + send("a"))
    assert checkout.world.entered() == []
    checkout.write({"f": CART + "steps:\n" + send("a")})
    plan = checkout.plan("2026-03-01 09:30")
    checkout.apply(plan, "2026-03-01 09:30")
    checkout.tick("2026-03-01 09:30")
    assert plan.flows[0].enters == len(checkout.world.entered())


def test_a_renamed_step_without_was_is_asked_about(checkout: Checkout) -> None:
    begun(checkout, CART + "steps:\n" + send("first") + DAY + send("b"))
    changed = CART + "steps:\n" + send("hello") + DAY + send("b")
    found = planned(checkout, changed)
    assert any("did you mean `was: first`?" in each for each in found.breaking)
    mended = changed.replace("send: hello", "send: hello\n    was: first")
    found = planned(checkout, mended)
    assert found.breaking == ()
    assert [str(each.edit) for each in found.steps] == ["renamed"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("reentry: always", "reentry: never", 'who enters again was "whenever it happens again'),
        ("event: cart_updated", "event: cart_updated\n  key: cart_id", "one passage per cart_id"),
        ("event: cart_updated", "event: placed_order", "is event placed_order"),
    ],
)
def test_what_changes_who_enters_is_breaking(
    checkout: Checkout, before: str, after: str, told: str
) -> None:
    text = CART + "steps:\n" + send("a")
    begun(checkout, text)
    found = planned(checkout, text.replace(before, after))
    assert any(told in each for each in found.breaking)


def test_an_edit_of_the_defaults_alone_is_told_as_such(checkout: Checkout) -> None:
    begun(checkout, BEFORE)
    file = checkout.folder / "orchestrator.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("locale: sv", "locale: en"), encoding="utf-8")
    (found,) = checkout.plan("2026-03-01 10:00").flows
    assert (found.change, found.steps, found.settings) == (Change.CHANGED, (), ())
    assert "orchestrator.yml" in found.notes[0]


BRANCH = (
    CART
    + "steps:\n  - branch: b\n    if:\n      - customer.country: SE\n    then:\n"
    + send("a", 6)
    + "    else:\n"
    + send("c", 6)
    + send("d", 6)
)


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        (BRANCH.replace("    else:\n", "      - exit\n    else:\n"), ["send a"]),
        (BRANCH.replace(send("d", 6), send("d", 2)), ["branch b", "send a"]),
        (
            BRANCH.replace(
                "    else:\n", "  - branch: e\n    if: [customer.country: NO]\n    then:\n"
            ),
            ["branch b"],
        ),
    ],
    ids=["an exit", "a step behind the branch", "another branch around it"],
)
def test_what_leads_elsewhere_is_told(checkout: Checkout, edited: str, told: list[str]) -> None:
    begun(checkout, BRANCH)
    found = planned(checkout, edited)
    assert [each.name for each in found.steps if str(each.edit) == "leads elsewhere"] == told
    assert found.notes == ()


def test_a_step_that_comes_in_between_is_told_alone(checkout: Checkout) -> None:
    begun(checkout, CART + "steps:\n" + send("a") + DAY + send("b"))
    found = planned(checkout, CART + "steps:\n" + send("a") + send("x") + send("b"))
    assert [(str(each.edit), each.name) for each in found.steps] == [
        ("removed", "delay 1 day after a"),
        ("added", "send x"),
    ]


def test_an_old_name_that_is_no_longer_said_is_not_put_down_to_the_project(
    checkout: Checkout,
) -> None:
    text = CART + "steps:\n" + send("a")
    begun(checkout, text.replace("send: a", "send: a\n    was: before"))
    (note,) = planned(checkout, text).notes
    assert "its steps and settings are the same; a `was`" in note


def test_what_is_only_for_people_to_read_changes_nothing(checkout: Checkout) -> None:
    begun(checkout, BEFORE)
    told = "title: Another title\nowner: crm@shop.example\ndescription: Told better.\n"
    found = planned(checkout, f"# A comment.\n{told}{BEFORE}")
    assert found.change is Change.UNCHANGED


def test_nor_does_what_is_only_to_read_of_a_flow_that_it_starts(checkout: Checkout) -> None:
    starts = CART + "steps:\n" + send("a") + "  - start: g\n"
    started = "trigger: manual\nreentry: always\nsteps:\n" + send("b")
    checkout.write({"f": starts, "g": started})
    checkout.tick("2026-03-01 08:00")
    told = "title: Another\nstage: onboard\nowner: crm@shop.example\ndescription: Told better.\n"
    checkout.write({"f": starts, "g": told + started})
    assert not checkout.plan("2026-03-01 09:00").changes


@pytest.mark.parametrize("gone", [True, False])
def test_a_flow_that_is_gone_or_a_draft_is_removed(checkout: Checkout, *, gone: bool) -> None:
    begun(checkout, BEFORE)
    checkout.write({} if gone else {"f": "status: draft\n" + BEFORE})
    plan = checkout.plan("2026-03-01 10:00")
    assert [each.change for each in plan.flows] == [Change.REMOVED]
    assert "2 people inside leave it" in plan.flows[0].breaking[0]
    checkout.apply(plan, "2026-03-01 10:00")
    assert checkout.world.endings() == {1: "flow removed", 2: "flow removed"}
    assert not checkout.plan("2026-03-01 11:00").changes


def test_messages_of_the_next_days(checkout: Checkout) -> None:
    """Two a day under a cap of one: the second is put off to the day after."""
    cap = "frequency_cap: [{at_most: 1, per: 20 hours}]\n"
    text = CART + cap + "steps:\n" + DAY + send("a") + send("b")
    begun(checkout, text, people=3)
    forecast = checkout.plan("2026-03-01 10:00", days=4).forecast
    assert forecast is not None
    assert [(each.due, each.sent, each.put_off) for each in forecast.days] == [
        (0, 0, 0),
        (6, 3, 3),
        (0, 3, 0),
        (0, 0, 0),
    ]
    assert forecast.by_flow == {"f": 6}


@pytest.mark.parametrize("days", [1, 2, 3])
def test_what_is_added_up_is_what_the_days_show(checkout: Checkout, days: int) -> None:
    """Of the last day too, which is over at midnight and not so many times 24 hours from now."""
    begun(checkout, CART + "steps:\n" + send("a") + "  - delay: 45 hours\n" + send("b"), people=3)
    forecast = checkout.plan("2026-03-01 10:00", days=days).forecast
    assert forecast is not None
    assert len(forecast.days) == days
    assert sum(forecast.by_flow.values()) == sum(each.sent for each in forecast.days)
    assert sum(forecast.by_flow.values()) == (3 if days == 3 else 0)


def test_a_state_of_an_earlier_version_is_read_as_it_is(checkout: Checkout) -> None:
    begun(checkout, BEFORE)
    with checkout.world.workspace.store.writing() as connection:
        connection.execute(sql("drop table orchestrator.flow_version"))
        connection.execute(sql("alter table orchestrator.flow drop column looks_again"))
    found = planned(checkout, AFTER)
    assert found.change is Change.CHANGED
    assert found.refusal is None
    assert "what has changed is not known" in found.notes[0]


def test_flows_that_start_one_another_are_applied_together(checkout: Checkout) -> None:
    parent = CART + "steps:\n  - start: child\n"
    child = "trigger: manual\nreentry: always\nsteps:\n"
    checkout.write({"parent": parent, "child": child + send("a"), "other": CART})
    checkout.tick("2026-03-01 08:00")
    edited = {"parent": parent, "child": child + send("b"), "other": CART + "priority: 1\n"}
    checkout.write(edited)
    plan = checkout.plan("2026-03-01 10:00")
    assert len(plan.changes) == 3
    for named in ("parent", "child"):
        chosen = only(plan, checkout.loaded, (named,))
        assert {each.flow for each in chosen.flows} == {"parent", "child"}
        assert [each.flow for each in in_order(chosen.flows, checkout.loaded)] == [
            "parent",
            "child",
        ]


def test_json_and_back(checkout: Checkout) -> None:
    played(checkout)
    plan = checkout.plan(NOW, days=2)
    assert read_plan(as_json(plan)) == plan


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "flows": 3}'])
def test_what_is_no_plan_is_told_as_such(text: str) -> None:
    with pytest.raises(BadPlanError):
        read_plan(text)


def test_the_text_and_the_line_of_each_step_are_kept(checkout: Checkout) -> None:
    played(checkout)
    with checkout.world.workspace.store.reading() as connection:
        version = deployed(connection, KEY).version
    assert version is not None
    lines = version.source.splitlines()
    sends = [each for each in version.stations if each.kind == "send"]
    assert [lines[(each.line or 0) - 1].strip() for each in sends] == [
        "- send: reminder",
        "- send: second-thoughts",
        "- send: last-call",
    ]
