"""`flows suppress` as a user meets it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Flows

STATE = ".demo/shop.orchestrator.db"


def rows(shop: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(shop / STATE)) as connection:
        found = connection.execute(
            "select channel, address, reason, stops from suppression order by 1, 2"
        )
        return list(found)


def test_an_address_is_suppressed_and_let_go_again(flows: Flows, copy_of_shop: Path) -> None:
    for words, said in (
        (("Anna@Exämple.se",), "Anna@Exämple.se gets no marketing\n"),
        (("eva@b.se", "--stops", "all", "--reason", "bounced"), "eva@b.se gets nothing\n"),
        (("+46 (0)70-123 45 67", "--channel", "sms"), "+46 (0)70-123 45 67 gets no marketing\n"),
    ):
        done = flows("suppress", *words, at=copy_of_shop)
        assert (done.returncode, done.stdout) == (0, said), done.stderr
    expected = [
        ("email", "anna@exämple.se", "asked us", "marketing"),
        ("email", "eva@b.se", "bounced", "all"),
        ("sms", "+46701234567", "asked us", "marketing"),
    ]
    assert rows(copy_of_shop) == expected

    lifted = flows("suppress", "anna@xn--exmple-cua.se", "--lift", at=copy_of_shop)
    assert lifted.stdout == "anna@xn--exmple-cua.se is not suppressed any more\n"
    again = flows("suppress", "anna@exämple.se", "--lift", at=copy_of_shop)
    assert (again.returncode, again.stderr) == (1, "anna@exämple.se was not suppressed\n")
    assert rows(copy_of_shop) == expected[1:]


def test_what_no_message_reaches_is_not_written(flows: Flows, copy_of_shop: Path) -> None:
    for words, why in (
        (("anna",), "anna: the address has no @; nothing was done\n"),
        (("0701234567", "--channel", "sms"), "has no country code"),
    ):
        done = flows("suppress", *words, at=copy_of_shop)
        assert done.returncode == 1
        assert why in done.stderr
    assert not (copy_of_shop / STATE).exists()
