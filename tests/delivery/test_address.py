from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.delivery import problem_with
from orchestrator.delivery.address import BadAddressError, ascii_address


@pytest.mark.parametrize(
    "address",
    [
        *["a@b.se", "first.last+tag@sub.example.com", "o'neil_1%x@example.co.uk"],
        *["anna@företag.se", "anna@xn--fretag-wxa.se", "x@пример.рф", "A@B.SE", "1@1.example"],
    ],
)
def test_good_addresses(address: str) -> None:
    assert problem_with(address) is None
    assert ascii_address(address).isascii()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (None, "the customer has no address"),
        ("", "the customer has no address"),
        ("  ", "the customer has no address"),
        ("a b@c.se", "a space, a quote or another character"),
        (" a@b.se", "a space, a quote or another character"),
        ("a@b.se\n", "a space, a quote or another character"),
        ("a@b.se,c@d.se", "a space, a quote or another character"),
        ("Anna <a@b.se>", "a space, a quote or another character"),
        ("anna.example.com", "has no @"),
        ("a@b@c.se", "more than one @"),
        ("@b.se", "nothing before the @"),
        ("a@", "nothing behind the @"),
        (".a@b.se", "a dot too many before the @"),
        ("a..b@c.se", "a dot too many before the @"),
        ("a.@b.se", "a dot too many before the @"),
        ("a@.se", "a dot too many behind the @"),
        ("a@b..se", "a dot too many behind the @"),
        ("a@b.se.", "a dot too many behind the @"),
        ("a@localhost", "no real domain"),
        ("a@-b.se", "no real domain"),
        ("a@b_c.se", "no real domain"),
        ("a@" + "b" * 64 + ".se", "no real domain"),
        ("åsa@b.se", "letters before the @"),
        ("a" * 250 + "@b.se", "too long"),
    ],
)
def test_bad_addresses(address: str | None, problem: str) -> None:
    found = problem_with(address)
    assert problem in (found or "")


@given(st.text())
def test_any_text_is_an_address_or_a_problem(text: str) -> None:
    if problem_with(text):
        with pytest.raises(BadAddressError):
            ascii_address(text)
    else:
        assert ascii_address(text).isascii()


@given(st.from_regex(r"[a-z]{3,9} [a-z]{3,9}@[a-z]{3,9}", fullmatch=True))
def test_a_problem_never_repeats_the_address(address: str) -> None:
    assert address not in (problem_with(address) or "")
