"""What a column holds that is of another type than the catalog says: it is told, and ends nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from orchestrator.program import Program
from tests.engine.world import World
from tests.timeline.telling import told

ORDERED = "trigger:\n  event: placed_order\nreentry: always\n"
ASKED = """
  - customer.points: {at_least: 1000}
  - customer.birthday: {before: 1920-01-01}
  - customer.seen_at: {after: 2030-01-01}
  - customer.seen_iso: {after: 2030-01-01}
  - customer.is_vip: true
  - trigger.total: {at_least: 1000}
  - trigger.delivered_on: {before: 1920-01-01}
  - trigger.paid_at: {after: 2030-01-01}
"""
DELAY = "steps:\n  - delay: 10 days\n  - send: hello\n    template: hello\n    subject: Hello\n"


@pytest.mark.parametrize(
    ("column", "odd", "said"),
    [
        ("customers.points", "n/a", 'it is "n/a", which is no number'),
        ("customers.birth_date", "unknown", "(it is missing)"),
        ("customers.birth_date", "2026-02-30", "(it is missing)"),
        ("customers.seen_at", "unknown", "it is unknown, which is no time"),
        ("customers.seen_iso", "unknown", "(it is missing)"),
        ("customers.is_vip", "perhaps", "(it is no)"),
        ("orders.total", "n/a", 'total "n/a", which is no number'),
        ("orders.delivered_on", "unknown", "(it is missing)"),
        ("orders.paid_at", "unknown", "paid_at unknown, which is no time"),
        ("orders.created_at", "2026-02-30 10:00:00", "what its column of time holds is no time"),
    ],
)
def test_why_somebody_did_not_enter(world: World, column: str, odd: str, said: str) -> None:
    files = {"f": f"{ORDERED}conditions:{ASKED}{DELAY}"}
    (flow,) = _begun(world, files).values()
    _spoil(world, column, odd)
    world.tick(flow, "2026-03-01 09:00")
    text = told(world, files, "2026-03-01 12:00", flow="f")
    assert said in " ".join(text.split())


@pytest.mark.parametrize("before", [True, False], ids=["entering with it", "getting it later"])
@pytest.mark.parametrize(
    ("column", "odd"),
    [
        ("customers.points", "n/a"),
        ("customers.birth_date", "unknown"),
        ("customers.seen_at", "unknown"),
        ("orders.total", "n/a"),
        ("orders.delivered_on", "unknown"),
        ("orders.paid_at", "unknown"),
    ],
)
def test_a_passage(world: World, column: str, odd: str, *, before: bool) -> None:
    # Text is more than any number to SQLite, and later than any time.
    nothing = ASKED.replace("at_least: 1000", "at_most: -1000").replace(
        "after: 2030", "before: 1920"
    )
    files = {"f": f"{ORDERED}exit_when:{nothing}{DELAY}"}
    (flow,) = _begun(world, files).values()
    if before:
        _spoil(world, column, odd)
    world.tick(flow, "2026-03-01 09:00")
    _spoil(world, column, odd)
    world.tick(flow, "2026-03-12 09:00")
    text = told(world, files, "2026-03-12 12:00", flow="f")
    assert "Entered, because of placed_order 1 of 1 March 2026" in " ".join(text.split())


def _begun(world: World, files: dict[str, str]) -> Mapping[str, Program]:
    """One customer with one order, in a flow that has ticked before."""
    if world.dialect == "postgresql":
        pytest.skip("its types keep such values out")
    flows = world.flows(files)
    for flow in flows.values():
        world.tick(flow, "2026-02-01 08:00")
    world.shop.customer(1, is_vip=False)
    world.shop.order(1, "2026-03-01 08:30")
    return flows


def _spoil(world: World, column: str, odd: str) -> None:
    table, name = column.split(".")
    world.shop.do(f"update {table} set {name} = '{odd}'")
