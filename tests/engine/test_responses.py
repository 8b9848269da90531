"""`received`, `opened`, `clicked` and their negations."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.delivery import Message, Outcome, compose
from orchestrator.load import load_project
from tests.engine.library import ENVIRONMENT, PROJECT
from tests.engine.shop import instant
from tests.engine.texts import CART, MONTHS_THEN_HELLO, SIGNED_UP, send
from tests.engine.world import World

FIRST = CART + "steps:\n" + send("first") + "  - delay: 1 day\n"
BRANCH = FIRST + (
    "  - branch: b\n    if:\n      - {test}\n    then:\n      - delay: 9 days\n"
    "    else:\n      - exit\n" + send("last")
)
# 1 opens, 2 opens and clicks, 3 nothing, 4 opens too late to count, 5's mail is refused.
RESPONSES = {
    1: [("opened", "2026-03-01 12:00")],
    2: [("opened", "2026-03-01 20:00"), ("clicked", "2026-03-01 20:01")],
    3: [],
    4: [("opened", "2026-03-02 09:00:01")],
    5: [],
}


def begin(world: World, text: str) -> None:
    flow = world.flows({"mails": text})["mails"]
    world.tick(flow, "2026-03-01 08:00")
    world.postbox.answers = {"5": [Outcome.FAILED]}
    for key in RESPONSES:
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    respond(world)


def respond(world: World) -> None:
    """As the shop's webhook writes down what the mail provider reports, in either form of the id."""
    for message in world.postbox.taken:
        for kind, at in RESPONSES[int(message.customer)]:
            name = message.id if kind == "clicked" else f"<{message.id}@shop.example>"
            report(world, name, kind, at)


def report(world: World, name: str, kind: str, at: str) -> None:
    world.shop.add("mail_events", message_id=name, kind=kind, happened_at=instant(at))


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("opened: first", [1, 2]),
        ("not_opened: first", [3, 4, 5]),
        ("clicked: first", [2]),
        ("not_clicked: first", [1, 3, 4, 5]),
        ("received: first", [1, 2, 3, 4]),
        ("not_received: first", [5]),
        ("opened: {step: first, within: 15 hours}", [2]),
        ("received: {step: first, within: 15 hours}", []),
    ],
)
def test_of_this_passage(world: World, test: str, who: list[int]) -> None:
    text = BRANCH.replace("{test}", test)
    begin(world, text)
    world.tick(world.flows({"mails": text})["mails"], "2026-03-02 09:00")
    assert sorted(world.inside("mails")) == who


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("opened: {flow: mails, step: first}", [1, 2]),
        ("opened: {flow: mails}", [1, 2]),
        ("not_opened: {flow: mails}", [3, 4, 5, 6]),
        ("received: {flow: mails, within: 2 days}", [1, 2, 3, 4]),
        ("received: {flow: mails, within: 1 day}", []),
        ("not_received: {flow: mails}", [5, 6]),
        ("opened: {within: 15 hours}", [2]),
        ("not_opened: {within: 180 days}", [3, 4, 5, 6]),
        ("not_clicked: {within: 180 days}", [1, 3, 4, 5, 6]),
        ("received: {within: 2 days}", [1, 2, 3, 4]),
        ("not_received: {within: 1 day}", [1, 2, 3, 4, 5, 6]),
        ("in_segment: opened-nothing", [3, 4, 5, 6]),
    ],
)
def test_of_another_flow(world: World, test: str, who: list[int]) -> None:
    """Also before anybody enters; 6 never got anything."""
    text = FIRST + send("last")
    asks = f"{SIGNED_UP}conditions:\n  - {test}\n{MONTHS_THEN_HELLO}"
    flows = world.flows({"mails": text, "asks": asks})
    begin(world, text)
    world.shop.customer(6)
    world.tick(flows["asks"], "2026-03-02 09:00")
    assert world.entered("asks") == who


def test_what_the_staff_got_the_customer_has_not(world: World) -> None:
    told = CART + "steps:\n" + send("tell") + "    to: staff\n  - delay: 300 days\n" + send("late")
    asks = f"{SIGNED_UP}conditions:\n  - received: {{within: 2 days}}\n{MONTHS_THEN_HELLO}"
    flows = world.flows({"told": told, "asks": asks})
    world.tick(flows["told"], "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flows["told"], "2026-03-01 09:00")
    assert world.postbox.sent() == [(1, "tell")]
    world.tick(flows["asks"], "2026-03-01 10:00")
    assert world.entered("asks") == []


def test_of_this_passage_all_messages_count(world: World) -> None:
    """Where steps are judged too, without a step any message of any flow is meant."""
    text = BRANCH.replace("{test}", "not_opened: {within: 15 hours}")
    begin(world, text)
    world.tick(world.flows({"mails": text})["mails"], "2026-03-02 09:00")
    assert sorted(world.inside("mails")) == [1, 3, 4, 5]


def test_neither_holds_before_the_message_is_final(world: World) -> None:
    """As a way out it would otherwise let nobody in."""
    text = FIRST.replace("steps:", "exit_when:\n  - not_opened: first\nsteps:", 1) + send("last")
    begin(world, text)
    assert sorted(world.inside("mails")) == [1, 2, 3, 4, 5]
    world.tick(world.flows({"mails": text})["mails"], "2026-03-02 09:00")
    assert world.endings("mails") == {
        1: "finished",
        2: "finished",
        3: "exit_when",
        4: "exit_when",
        5: "exit_when",
    }


@pytest.mark.parametrize(
    ("written", "kind", "counts"),
    [
        ("{id}", "opened", True),
        ("{id}@shop.example", "opened", True),
        ("<{id}@shop.example>", "Opened", True),
        ("<{id}@another.example>", "opened", False),
        ("{id}0", "opened", False),
        ("<{id}@shop.example>", "delivered", False),
        ("<{id}@shop.example>", "clicked", False),
    ],
)
def test_which_rows_tell_of_the_message(
    world: World, written: str, kind: str, *, counts: bool
) -> None:
    text = BRANCH.replace("{test}", "opened: first")
    flow = world.flows({"mails": text})["mails"]
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    report(world, written.format(id=world.postbox.taken[0].id), kind, "2026-03-01 12:00")
    world.tick(flow, "2026-03-02 09:00")
    assert bool(world.inside("mails")) is counts


def test_a_domain_is_known_as_it_leaves(tmp_path: Path) -> None:
    """The header has it in IDNA, and so has what the mail provider reports."""
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "orchestrator.yml"
    text = file.read_text(encoding="utf-8").replace("@shop.example>", "@företag.example>")
    file.write_text(text, encoding="utf-8")
    project = load_project(tmp_path, environment=ENVIRONMENT).project
    assert project is not None
    assert project.catalog.responses is not None
    now = datetime(2026, 3, 1, tzinfo=UTC)
    message = Message("m1", "f", "s", "1", "anna@shop.example", "Hi", "Hi", "Hi", now)
    left = compose(message, project.senders["email"])["Message-ID"]
    assert left.rstrip(">").rpartition("@")[2] in project.catalog.responses.domains
