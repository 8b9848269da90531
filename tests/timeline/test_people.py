"""Who is meant: by key, by address, and which of several."""

from __future__ import annotations

import pytest

from orchestrator.timeline import Asker, find_people
from tests.engine.texts import CART, send
from tests.engine.world import World, moment
from tests.timeline.telling import told


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        ("2", ["2"]),
        (" 2 ", ["2"]),
        ("C2@Shop.example", ["2"]),
        ("+4670", ["3"]),
        ("shared@shop.example", ["4", "5"]),
        ("9", []),
        ("nobody@shop.example", []),
        ("2; drop table customers", []),
        ("99999999999999999999999", []),
        ("", []),
    ],
)
def test_a_customer_is_found(world: World, named: str, keys: list[str]) -> None:
    world.shop.customer(2)
    world.shop.customer(3, phone="+4670", email=None)
    for key in (4, 5):
        world.shop.customer(key, email="Shared@shop.example ")
    project = world.library.compiled({}).project
    with world.workspace.store.reading() as connection:
        found = find_people(Asker(connection, project, moment("2026-03-01 08:00")), named)
    assert [each.key for each in found] == keys


def test_who_is_gone_from_the_database_is_known_by_the_key(world: World) -> None:
    text = CART + "steps:\n" + send("hello") + "  - delay: 1 day\n" + send("second")
    flow = world.flow(text)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(7, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    world.shop.do("delete from customers")
    for asked in (None, "f"):
        found = told(world, {"f": text}, "2026-03-01 12:00", "1", asked)
        assert found.startswith("Customer 1, no longer in the database, as of 1 March 2026")
        assert "The e-mail hello was sent to c1@shop.example." in found
    world.tick(flow, "2026-03-02 12:00")
    assert "Not inside now" in told(world, {"f": text}, "2026-03-02 13:00", "1", "f")
