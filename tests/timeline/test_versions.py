"""Under which version of its file something happened, and what is told where that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from orchestrator import tables
from orchestrator.timeline import as_document
from tests.engine.texts import CART, send
from tests.engine.world import START, World
from tests.plan.checkout import Checkout
from tests.timeline.telling import told, why

BEFORE = f"{CART}steps:\n{send('first')}  - delay: 1 day\n{send('second')}"
AFTER = f"{CART}steps:\n{send('first')}  - delay: 1 day\n{send('other')}{send('second')}"
SOURCE = f"# An older file, its steps further down.\n\nflow: f\nstatus: live\n{BEFORE}"


def edited(world: World, *, source: str) -> dict[str, str]:
    """The first message under one version, whose file the state has as `source`; then an edit."""
    before, after = world.flow(BEFORE), world.flow(AFTER)
    world.shop.customer(1)
    world.tick(before, "2026-03-01 08:00")
    world.shop.cart(7, 1, "2026-03-01 09:00")
    world.tick(before, "2026-03-01 09:00")
    kept, digest = tables.flow_version, before.digest
    row = {
        "flow": "f",
        "digest": digest,
        "recorded_at": START,
        "file": "flows/f.yml",
        "source": source,
        "stations": [],
        "settings": {},
    }
    with world.workspace.store.writing() as connection:
        connection.execute(delete(kept).where(kept.c.digest == digest))
        connection.execute(insert(kept), row)
    world.apply(after, "2026-03-02 08:00")
    world.tick(after, "2026-03-02 09:00")
    return {"f": AFTER}


def lines(world: World, texts: dict[str, str]) -> list[tuple[str, object, object]]:
    """The kind of each line, where it stands and how many versions there had been before its own."""
    document = as_document(why(world, texts, "2026-03-02 12:00"))
    (story,) = document["flows"][0]["passages"]  # type: ignore[index]
    names: list[object] = []
    found: list[tuple[str, object, object]] = []
    for line in story["lines"]:
        if line["version"] not in names:
            names.append(line["version"])
        found.append((line["kind"], line["line"], names.index(line["version"])))
    return found


def test_each_line_stands_in_the_file_of_its_own_version(world: World) -> None:
    texts = edited(world, source=SOURCE)
    assert lines(world, texts) == [
        ("entered", 5, 0),
        ("sent", 9, 0),
        ("waited", 10, 1),
        ("sent", 11, 1),
        ("sent", 14, 1),
        ("left", None, 1),
    ]
    text = told(world, texts, "2026-03-02 12:00")
    assert "flows/f.yml, version V1" in text
    assert "The e-mail other was sent to c1@shop.example. [line 11 of version V2]" in text


def test_what_happened_under_a_version_that_is_gone_is_told_all_the_same(world: World) -> None:
    texts = edited(world, source="")
    assert [kind for kind, *_ in lines(world, texts)] == [
        "entered",
        "sent",
        "waited",
        "sent",
        "sent",
        "left",
    ]
    text = told(world, texts, "2026-03-02 12:00")
    assert "Entered (trigger 7). [version V1 is not known here]" in text


def test_a_source_that_cannot_be_read_any_more_is_as_if_it_were_gone(world: World) -> None:
    texts = edited(world, source="flow: f\nsteps:\n  - send:\n")
    assert "[version V1 is not known here]" in told(world, texts, "2026-03-02 12:00")


def checked_out(tree: Path, world: World, text: str) -> Checkout:
    checkout = Checkout(tree, world)
    checkout.write({"f": text})
    return checkout


def moved_on(world: World, tree: Path, before: str, after: str) -> str:
    """Entered on 1 March at 9; the edit is applied the next day at 8, and nothing has run since."""
    world.shop.customer(1)
    checkout = checked_out(tree, world, before)
    checkout.tick("2026-03-01 08:00")
    world.shop.cart(7, 1, "2026-03-01 09:00")
    checkout.tick("2026-03-01 09:00")
    checkout.write({"f": after})
    checkout.apply(checkout.plan("2026-03-02 08:00"), "2026-03-02 08:00")
    return told(world, {"f": after}, "2026-03-02 08:30")


DELAYED = f"{CART}steps:\n{send('first')}  - delay: 3 days\n{send('second')}"


@pytest.mark.parametrize("length", ["10 hours", "9 days"])
def test_a_delay_that_was_changed_is_told_as_it_was_when_they_came(
    world: World, tmp_path: Path, length: str
) -> None:
    text = moved_on(world, tmp_path / "tree", DELAYED, DELAYED.replace("3 days", length))
    assert "They wait 3 days, since 1 March 2026 at 10:00, until 4 March 2026 at 10:00." in text


def test_and_when_it_is_over_too(world: World, tmp_path: Path) -> None:
    moved_on(world, tmp_path / "tree", DELAYED, DELAYED.replace("3 days", "9 days"))
    after = DELAYED.replace("3 days", "9 days")
    checked_out(tmp_path / "tree", world, after).tick("2026-03-04 09:00")
    text = told(world, {"f": after}, "2026-03-04 12:00")
    assert "Waited 3 days: until 4 March 2026 at 10:00." in text


def test_what_is_left_of_a_delay_that_was_removed_is_told(world: World, tmp_path: Path) -> None:
    text = moved_on(world, tmp_path / "tree", DELAYED, DELAYED.replace("  - delay: 3 days\n", ""))
    flat = " ".join(text.split())
    assert (
        "They wait until 4 March 2026 at 10:00, which is what was left of a delay that an edit took "
        "away, and then come to this step: send second." in flat
    )
    assert "have come to this step" not in flat


def test_what_has_another_name_since_stands_where_it_is_now(world: World, tmp_path: Path) -> None:
    after = "# A line.\n" + DELAYED.replace("send: first", "send: hello\n    was: first")
    text = moved_on(world, tmp_path / "tree", DELAYED, after)
    assert "The e-mail hello was sent to c1@shop.example. [line 8 of version V2]" in " ".join(
        text.split()
    )


def test_who_left_with_the_flow_left_the_step_of_the_last_version(
    world: World, tmp_path: Path
) -> None:
    """No tick has run under it, and still it was the one that had moved them."""
    moved_on(world, tmp_path / "tree", DELAYED, DELAYED.replace("  - delay: 3 days\n", ""))
    checkout = Checkout(tmp_path / "tree", world)
    checkout.write({})
    checkout.apply(checkout.plan("2026-03-02 09:00"), "2026-03-02 09:00")
    text = told(world, {}, "2026-03-02 10:00")
    assert "Waited 3 days" not in text
    assert (
        "Left the flow, because it was taken out of service. [line 10 of version V2]"
        in " ".join(text.split())
    )
