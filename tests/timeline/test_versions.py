"""Under which version of its file something happened, and what is told where that is gone."""

from __future__ import annotations

from sqlalchemy import delete, insert

from orchestrator import tables
from orchestrator.timeline import as_document
from tests.engine.texts import CART, send
from tests.engine.world import START, World
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
