"""Which rows of `responses` tell of opens and clicks of our mails, on both databases."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Code
from tests.doctor.databases import DIALECTS, Filled
from tests.doctor.examine import examine
from tests.doctor.test_cases import CASES

OURS = "1a2b3c4d-17@shop.example"
Rows = list[tuple[str | None, str | None]]

UNDERSTOOD: list[Rows] = [
    [],
    [(None, None)],
    [(OURS, "opened"), ("another-system", "delivered")],
    [(f"<{OURS}>", "OPENED")],
    [(OURS.partition("@")[0], "clicked")],
    # What another system sends is reported in the same table, and stands first.
    [*[("c0ffee00-1111-2222@news.example", "opened")] * 1001, (OURS, "opened")],
    [("anything", "bounced"), (OURS, "Clicked")],
]
NOT_UNDERSTOOD: list[tuple[Rows, str, str]] = [
    ([(OURS, "open"), (OURS, "clicked")], "kind", "when 'open' then 'opened' else event end"),
    ([(OURS, "email.opened")], "kind", "when 'email.opened' then 'opened' else"),
    ([(OURS, "it's open")], "kind", "when 'it''s open' then 'opened' else"),
    ([(OURS, "delivered")], "kind", "when 'YOUR WORD FOR OPENED' then 'opened'"),
    ([("17", "opened")], "message", 'values like "99"'),
    ([("anna@shop.example", "opened")], "message", 'values like "xxxx@xxxx.xxxxxxx"'),
    ([("1a2b3c4d-17@mail.example", "clicked")], "message", "mail.example is the domain of no"),
    ([("1A2B3C4D-17@shop.example", "clicked")], "message", "names no mail of ours"),
]


def sql(dialect: str, rows: Rows) -> str:
    at = "text" if dialect == "sqlite" else "timestamptz"
    lines = [
        "create table customers (id bigint primary key);",
        f"create table mail_events (smtp_id text, event text, received_at {at});",
    ]
    for message, kind in rows:
        values = ", ".join(_literal(each) for each in (message, kind))
        lines.append(f"insert into mail_events values ({values}, '2026-03-31 08:00:00');")
    return "\n".join(lines)


def _literal(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def said(dialect: str, rows: Rows, filled: Filled) -> list[tuple[object, str]]:
    found = examine(CASES / "responses", filled(dialect, sql(dialect, rows))).diagnostics
    return [(each.path[-1], each.message) for each in found if each.code is Code.UNHEARD_RESPONSES]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("rows", UNDERSTOOD, ids=len)
def test_nothing_is_said_of_what_is_understood(dialect: str, rows: Rows, filled: Filled) -> None:
    assert said(dialect, rows, filled) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("rows", "key", "words"), NOT_UNDERSTOOD)
def test_what_is_not_understood(
    dialect: str, rows: Rows, key: str, words: str, filled: Filled
) -> None:
    ((path, message),) = said(dialect, rows, filled)
    assert path == key
    assert words in message


@pytest.mark.parametrize("dialect", DIALECTS)
def test_addresses_in_the_place_of_words_are_not_shown(dialect: str, filled: Filled) -> None:
    ((_, message),) = said(dialect, [(OURS, "anna@home.example")], filled)
    assert "anna" not in message


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_select_that_it_shows_puts_them_right(dialect: str, filled: Filled) -> None:
    rows: Rows = [(OURS, "open"), (OURS, "click"), (OURS, "bounce")]
    ((_, message),) = said(dialect, rows, filled)
    shown = message.rpartition("write sql: ")[2]
    assert shown == (
        "select smtp_id, case event when 'open' then 'opened' when 'click' then 'clicked' "
        "else event end as event, received_at from mail_events"
    )
