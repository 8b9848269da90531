"""Keys that PostgreSQL keeps as uuids: declared as such, they are looked up by their own index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql

from orchestrator.program import Send
from tests.engine.library import Library
from tests.engine.world import World

PROJECT = Path(__file__).parent / "uuid_project"
TABLES = (
    "create table people (id {uuid} primary key, email text, accepts_email boolean)",
    "create table purchases (id {uuid} primary key, person {uuid}, thing text, at {time}, returned boolean)",
    "create table purchase_lines (purchase {uuid}, name text)",
    "create table things (id {uuid} primary key, name text)",
    "create table contracts (id {uuid} primary key, person {uuid}, renews_on {date})",
)
TYPES = {
    "sqlite": {"uuid": "text", "time": "text", "date": "text"},
    "postgresql": {"uuid": "uuid", "time": "timestamptz", "date": "date"},
}
ANNA, EVA, BELL = (f"{digit * 8}-aaaa-4bbb-8ccc-dddddddddddd" for digit in "123")


@pytest.fixture
def uuids(world: World, tmp_path: Path) -> Iterator[World]:
    for each in TABLES:
        world.shop.do(each.format(**TYPES[world.dialect]))
    library = Library(tmp_path / "uuid-projects", PROJECT)
    with World(world.url, world.shop, library).at_work() as own:
        for key, name in ((ANNA, "anna"), (EVA, "eva")):
            own.shop.add("people", id=key, email=f"{name}@shop.example", accepts_email=True)
        yield own


def buy(world: World, person: str, number: int, thing: str | None = None) -> str:
    key = f"{number:08}-aaaa-4bbb-8ccc-eeeeeeeeeeee"
    at = "2026-03-01 08:30:00"
    world.shop.add("purchases", id=key, person=person, thing=thing, at=at, returned=True)
    return key


def told(world: World) -> list[tuple[str, str, str]]:
    sql = "select customer, step, status from orchestrator.message order by customer, id"
    return [(row.customer, row.step, row.status) for row in world.rows(sql)]


def test_an_event_with_its_lines_and_record(uuids: World) -> None:
    """A row that refers to something else than a uuid has no record, and stops nobody."""
    flow = uuids.flow(
        "message_class: transactional\ntrigger:\n  event: bought\nreentry: always\n"
        "conditions:\n  - customer.returns: {at_least: 1}\n"
        "exit_when:\n  - customer.bought: {at_least: 3}\n"
        "steps:\n  - update:\n      set:\n        plan: gold\n"
        "  - branch: named\n    if:\n      - trigger.thing.name: Bell\n"
        "      - trigger.items:\n          any:\n            name: Clapper\n"
        "      - customer.facts.plan: gold\n    then:\n"
        "      - send: hello\n        template: lines\n        subject: Hello\n"
    )
    uuids.tick(flow, "2026-03-01 08:00")
    uuids.shop.add("things", id=BELL, name="Bell")
    for number, (person, thing) in enumerate(((ANNA, BELL), (EVA, "no uuid")), 1):
        key = buy(uuids, person, number, thing)
        uuids.shop.add("purchase_lines", purchase=key, name="Clapper")
    uuids.tick(flow, "2026-03-01 09:00")
    assert told(uuids) == [(ANNA, "hello", "sent")]
    (message,) = uuids.postbox.taken
    assert " ".join(message.text.split()) == f"Bell: Clapper for {ANNA}"


def test_a_segment_and_a_wait(uuids: World) -> None:
    flow = uuids.flow(
        "trigger:\n  segment: buyers\nreentry: always\n"
        "steps:\n  - wait_for: again\n    if:\n      - did: {event: bought, at_least: 2, since: ever}\n"
        "    at_most: 3 days\n"
        "  - send: hello\n    template: hello\n    subject: Hello\n"
    )
    uuids.tick(flow, "2026-03-01 08:00")
    buy(uuids, ANNA, 1)
    uuids.tick(flow, "2026-03-01 09:00")
    assert told(uuids) == []
    buy(uuids, ANNA, 2)
    uuids.tick(flow, "2026-03-01 09:30")
    assert told(uuids) == [(ANNA, "hello", "sent")]


def test_a_date_of_a_record(uuids: World) -> None:
    flow = uuids.flow('trigger:\n  date: contract.renews_on\n  at: "09:00"\n')
    uuids.tick(flow, "2026-02-28 00:00")
    uuids.shop.add("contracts", id=BELL, person=EVA, renews_on="2026-03-01")
    uuids.tick(flow, "2026-03-01 12:00")
    assert told(uuids) == [(EVA, "hello", "sent")]
    uuids.shop.change("contracts", BELL, renews_on="2026-04-01")
    tally = uuids.tick(flow, "2026-03-01 13:00")
    assert tally.totals["entered"] == 0


def test_postgresql_finds_a_customer_by_the_index(uuids: World) -> None:
    """The cast is on our side."""
    flow = uuids.flow("trigger:\n  event: bought\nreentry: always\n")
    (send,) = (each for each in flow.operations if isinstance(each, Send))
    for statement in (send.claim, send.context.query, send.hand_over):
        sql = str(statement.clause.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined,no-untyped-call]
        assert re.search(r"customer_\d+\.id = CAST\(\w+(\.\w+)?\.customer AS UUID\)", sql)
