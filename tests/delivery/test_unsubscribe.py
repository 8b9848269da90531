from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestrator.delivery import (
    Unsubscribe,
    read_token,
    unsubscribe_headers,
    unsubscribe_link,
)

URL = "https://shop.example/unsubscribe"


def token(secret: str = "s", customer: str = "42", url: str = URL) -> str:  # noqa: S107  (a test's secret)
    link = unsubscribe_link(url, secret, customer=customer, channel="email", message_id="m1")
    return parse_qs(urlsplit(link).query)["token"][0]


# Pinned: a link must still work when a newer version of the tool reads it.
def test_a_link_of_old() -> None:
    signed = "WyI0MiIsImVtYWlsIiwibTEiXQ.WR1BRyMaDKkYu9-5qMPCMgajyBUcfubadAZxyMA0G3g"
    assert token() == signed
    assert read_token(signed, "s") == Unsubscribe("42", "email", "m1")


@given(st.text(), st.text(min_size=1))
def test_round_trip(customer: str, secret: str) -> None:
    assume(not any("\ud800" <= letter <= "\udfff" for letter in customer + secret))
    assert read_token(token(secret, customer), secret) == Unsubscribe(customer, "email", "m1")
    assert read_token(token(secret, customer), f"{secret}!") is None


@given(st.integers(min_value=0), st.characters())
def test_a_changed_token_is_refused(position: int, letter: str) -> None:
    good = token()
    place = position % len(good)
    changed = good[:place] + letter + good[place + 1 :]
    assume(changed != good)
    assert read_token(changed, "s") is None


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    assert read_token(text, "s") is None


def test_lengthened_tokens_are_refused() -> None:
    for changed in (token() + "=", token() + "A", "." + token(), token() + ".x", token()[:-1]):
        assert read_token(changed, "s") is None


def test_a_query_is_kept() -> None:
    link = unsubscribe_link(
        f"{URL}?lang=sv&a=", "s", customer="ö&=", channel="email", message_id="m"
    )
    query = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert query["lang"] == ["sv"]
    assert query["a"] == [""]
    assert read_token(query["token"][0], "s") == Unsubscribe("ö&=", "email", "m")


def test_one_click_is_promised_only_over_https() -> None:
    assert unsubscribe_headers("https://x.example/?t=1") == {
        "List-Unsubscribe": "<https://x.example/?t=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert unsubscribe_headers("http://x.example/") == {"List-Unsubscribe": "<http://x.example/>"}


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(ValueError, match="empty secret"):
        token("")
