"""Who is meant: by key, by address, and which of several."""

from __future__ import annotations

import pytest

from orchestrator.timeline import Asker, find_people
from tests.engine.world import World, moment


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
