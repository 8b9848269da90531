from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.delivery import BadAddressError, problem_with
from orchestrator.delivery.phone import E164, e164
from orchestrator.model import Channel


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+46701234567", "+46701234567"),
        (" +46 (0)70-123 45 67 ", "+46701234567"),
        ("0046 70 123 45 67", "+46701234567"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+49\u00a0151/12345678", "+4915112345678"),
        ("\u202a+46701234567\u202c", "+46701234567"),
    ],
)
def test_numbers_as_people_write_them(number: str, expected: str) -> None:
    assert e164(number) == expected
    assert problem_with(number, Channel.SMS) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (None, "no telephone number"),
        ("  ", "no telephone number"),
        ("070-123 45 67", "no country code"),
        ("46701234567", "no country code"),
        ("+46 70 ask me", "letters or signs"),
        ("anna@shop.example", "letters or signs"),
        ("+4670\u0661\u0662\u0663\u0664\u0665", "letters or signs"),
        ("+46", "too long or too short"),
        ("+" + "1" * 16, "too long or too short"),
        ("+0701234567", "too long or too short"),
        ("+46701234567;ext=9", "letters or signs"),
    ],
)
def test_numbers_that_nobody_can_be_reached_at(number: str | None, problem: str) -> None:
    told = problem_with(number, Channel.SMS)
    assert told is not None
    assert problem in told
    with pytest.raises(BadAddressError, match=problem):
        e164(number or "")


@given(st.text())
def test_what_is_taken_is_always_a_number(number: str) -> None:
    if problem_with(number, Channel.SMS) is None:
        assert E164.fullmatch(e164(number))


def test_a_webhook_needs_no_address() -> None:
    assert problem_with(None, Channel.WEBHOOK) is None
