"""The recipe of docs/unsubscribing.md, run as it stands there on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from orchestrator.delivery import Unsubscribe, read_token, unsubscribe_link
from orchestrator.model import Channel
from orchestrator.runner import Stops, lift, suppress, unsubscribe
from tests.engine.library import ENVIRONMENT, PROJECT
from tests.engine.texts import CART, send
from tests.engine.world import World

PAGE = (Path(__file__).parents[2] / "docs" / "unsubscribing.md").read_text(encoding="utf-8")
SECRET = ENVIRONMENT["UNSUBSCRIBE_SECRET"]
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
RECEIPT = "    message_class: transactional\n"
Application = Callable[[dict[str, str], Callable[..., None]], Iterable[bytes]]


def shown(name: str) -> str:
    found = re.search(rf"<!-- begin {name} -->\n```\w*\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def application(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    """What the page shows, for this project."""
    text_of_project = (PROJECT / "orchestrator.yml").read_text(encoding="utf-8")
    (tmp_path / "orchestrator.yml").write_text(text_of_project, encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", world.url)
    monkeypatch.setenv("UNSUBSCRIBE_SECRET", SECRET)
    page: dict[str, Any] = {}
    exec(shown("page").replace("/srv/flows", str(tmp_path)), page)  # noqa: S102 - what it is about
    made: Application = page["application"]
    return made


def call(application: Application, method: str, link: str) -> tuple[str, bytes]:
    """The answer's status and body."""
    answered: list[str] = []
    query = {"REQUEST_METHOD": method, "QUERY_STRING": urlsplit(link).query}
    body = b"".join(application(query, lambda status, _headers: answered.append(status)))
    return answered[0], body


def mail(world: World, when: str, steps: str = send("hello"), *, key: str = "f") -> None:
    flow = world.flow(CART + "steps:\n" + steps, key=key)
    world.tick(flow, f"2026-03-{when} 08:00")
    world.shop.cart(int(when), 1, f"2026-03-{when} 08:30")
    world.tick(flow, f"2026-03-{when} 09:00")


def link(world: World) -> str:
    (found,) = re.findall("<(.*)>", world.postbox.taken[0].headers["List-Unsubscribe"])
    return str(found)


def suppressed(world: World) -> dict[tuple[object, ...], tuple[object, ...]]:
    rows = world.rows("select channel, address, reason, stops from orchestrator.suppression")
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def test_a_link_is_followed(world: World, application: Application) -> None:
    world.shop.customer(1, email="Anna@Home.example")
    mail(world, "01")
    assert call(application, "GET", link(world)) == ("200 OK", shown_form())
    assert suppressed(world) == {}

    world.shop.change("customers", 1, email="anna@work.example")
    for _ in range(2):
        assert call(application, "POST", link(world)) == ("200 OK", b"Done.")
    what = ("unsubscribed", "marketing")
    assert suppressed(world) == {
        ("email", "anna@home.example"): what,
        ("email", "anna@work.example"): what,
    }
    mail(world, "02", send("news") + send("receipt") + RECEIPT, key="later")
    assert world.messages() == {
        (1, "hello"): "sent",
        (1, "news"): "skipped: suppressed",
        (1, "receipt"): "sent",
    }


def shown_form() -> bytes:
    return b'<form method="post"><button>Unsubscribe</button></form>'


def test_a_made_up_link_does_nothing(world: World, application: Application) -> None:
    made_up = unsubscribe_link(
        "https://shop.example/", "another", customer="1", channel="email", message_id="m"
    )
    for wrong in (made_up, "https://shop.example/", "https://shop.example/?token=%00"):
        status, _ = call(application, "POST", wrong)
        assert status == "400 Bad Request"
    assert suppressed(world) == {}


def test_who_is_gone_and_another_installations_message(world: World) -> None:
    """Nobody's address is known by them; the link is one of ours all the same."""
    of_ours = unsubscribe_link(
        "https://shop.example/", SECRET, customer="7", channel="email", message_id="c0ffee00-1"
    )
    token = urlsplit(of_ours).query.removeprefix("token=")
    who = unsubscribe(world.workspace.store, world.workspace.project, token, now=NOW)
    assert who == Unsubscribe("7", "email", "c0ffee00-1")
    assert suppressed(world) == {}


def test_the_token_that_is_shown() -> None:
    assert read_token(shown("token").strip(), "s") == Unsubscribe("42", "email", "m1")


@pytest.mark.parametrize("name", ["unsubscribed", "bounced"])
def test_the_rows_that_are_shown(world: World, name: str) -> None:
    sql = shown(name)
    if world.dialect == "sqlite":
        sql = sql.replace("+00:00", "")
    with world.workspace.store.writing() as connection:
        for _ in range(2):
            connection.execute(text(sql))
    world.shop.customer(
        1, email={"unsubscribed": "Anna@Example.se", "bounced": "eva@EXAMPLE.se"}[name]
    )
    mail(world, "01", send("news") + send("receipt") + RECEIPT)
    receipt = {"unsubscribed": "sent", "bounced": "skipped: suppressed"}[name]
    assert world.messages() == {(1, "news"): "skipped: suppressed", (1, "receipt"): receipt}
    (row,) = world.rows("select at from orchestrator.suppression")
    assert str(row.at).startswith("2026-03-31 08:00:00")


def test_what_stops_more_stays(world: World) -> None:
    with world.workspace.store.writing() as connection:
        for stops in (Stops.MARKETING, Stops.ALL, Stops.MARKETING):
            suppress(connection, "A@b.se", Channel.EMAIL, reason=stops, stops=stops, now=NOW)
    assert suppressed(world) == {("email", "a@b.se"): ("all", "all")}


@pytest.mark.parametrize(
    ("channel", "written", "said"),
    [
        (Channel.EMAIL, "Anna@Exämple.se", "anna@xn--exmple-cua.se"),
        (Channel.SMS, "+46701234567", "+46 (0)70-123 45 67"),
    ],
)
def test_it_is_lifted_under_every_spelling(
    world: World, channel: Channel, written: str, said: str
) -> None:
    with world.workspace.store.writing() as connection:
        suppress(connection, written, channel, reason="", stops=Stops.ALL, now=NOW)
        assert lift(connection, said, channel) == 1
        assert lift(connection, said, channel) == 0
