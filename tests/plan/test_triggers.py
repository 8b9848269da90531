"""What has changed of a trigger, key by key."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from orchestrator.plan import Plan, as_json, as_markdown, as_text
from tests.engine.texts import send
from tests.engine.world import World
from tests.plan.checkout import Checkout

GOLDEN = Path(__file__).parent / "golden"
EDITS = {
    "another-event": ("event: placed_order", "event: cart_updated\n  key: cart_id"),
    "another-key": ("event: cart_updated\n  key: cart_id", "event: cart_updated\n  key: key"),
    "another-rest": (
        "event: cart_updated\n  key: cart_id\n  quiet_for: 60 minutes",
        "event: cart_updated\n  key: cart_id\n  quiet_for: 2 hours",
    ),
    "another-value": (
        "event: cart_updated\n  where:\n    value: {at_least: 20}",
        (
            "event: cart_updated\n  where:\n    value: {at_least: 50, less_than: 5000}\n"
            "    cart_id: {more_than: 1000}\n"
            "  include_past: 2 days"
        ),
    ),
    "another-segment": ("segment: swedes", "segment: loyal\n  include_current: true"),
    "another-date": (
        "date: customer.birthday\n  repeat: yearly",
        (
            "date: customer.birthday\n  repeat: yearly\n  offset: -2 days\n  at: '10:00'\n"
            "  if_moved: ignore"
        ),
    ),
    "another-day": (
        "calendar:\n    - name: black-friday\n      date: 2026-11-27\n    - name: summer\n      date: 06-21",
        (
            "calendar:\n    - name: black-friday\n      date: 2026-11-27\n      at: '07:00'\n"
            "    - name: letter\n      cron: 0 9 1 * *"
        ),
    ),
    "another-kind": ("event: cart_updated\n  key: cart_id", "segment: swedes"),
    "the-same": (
        "event: cart_updated\n  quiet_for: 60 minutes",
        "event: cart_updated\n  quiet_for: 1 hour",
    ),
}


@pytest.fixture
def checkout(world: World, tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "tree", world)


def flows(which: int) -> dict[str, str]:
    return {key: _flow(key, texts[which]) for key, texts in EDITS.items()}


def _flow(key: str, trigger: str) -> str:
    """Dates and days of the calendar are occasions of their own, and need no rule for coming again."""
    again = "" if key in ("another-date", "another-day") else "reentry: always\n"
    return f"trigger:\n  {trigger}\n{again}steps:\n{send('hello')}"


def edited(checkout: Checkout) -> Plan:
    checkout.write(flows(0))
    checkout.tick("2026-03-01 08:00")
    checkout.write(flows(1))
    return checkout.plan("2026-03-01 10:00")


@pytest.mark.parametrize("form", ["txt", "md", "json"])
def test_every_key_that_has_changed_is_named(checkout: Checkout, form: str) -> None:
    plan = edited(checkout)
    match form:
        case "txt":
            told = as_text(plan)
        case "md":
            told = as_markdown(plan)
        case _:
            of = {each["flow"]: each["settings"] for each in json.loads(as_json(plan))["flows"]}
            told = json.dumps(of, indent=2) + "\n"
    file = GOLDEN / f"triggers.{form}"
    if os.environ.get("REGENERATE"):
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


def test_a_version_of_an_earlier_release_tells_the_whole_sentence(checkout: Checkout) -> None:
    """It has no keys, which is no change by itself."""
    checkout.write(flows(0))
    checkout.tick("2026-03-01 08:00")
    with checkout.world.workspace.store.writing() as connection:
        for row in connection.execute(sql("select flow, settings from orchestrator.flow_version")):
            found = row.settings if isinstance(row.settings, dict) else json.loads(row.settings)
            kept = {name: said for name, said in found.items() if not name.startswith("trigger.")}
            connection.execute(
                sql("update orchestrator.flow_version set settings = :kept where flow = :flow"),
                {"kept": json.dumps(kept), "flow": row.flow},
            )
    checkout.write(flows(1))
    told = {each.flow: each.settings for each in checkout.plan("2026-03-01 10:00").flows}
    (edit,) = told["another-rest"]
    assert (edit.name, edit.before, edit.after) == (
        "trigger",
        "on cart_updated, once that cart id has been quiet for 1 hour",
        "on cart_updated, once that cart id has been quiet for 2 hours",
    )
    assert told["the-same"] == ()
