"""How else an address can be written."""

from __future__ import annotations

import pytest

from orchestrator.delivery import other_spellings
from orchestrator.model import Channel

BOTH = {"anna@exämple.se", "anna@xn--exmple-cua.se"}


@pytest.mark.parametrize(
    ("address", "others"),
    [
        ("anna@exämple.se", BOTH),
        (" ANNA@Exämple.SE ", BOTH),
        ("anna@XN--exmple-cua.se", BOTH),
        ("anna@straße.de", {"anna@straße.de", "anna@strasse.de"}),
        ("anna@xn--strae-oqa.de", {"anna@xn--strae-oqa.de"}),
        ("anna@example.se", set()),
        ("Anna@Example.se", set()),
        ("änna@exämple.se", set()),
        ("xn--", set()),
        ("", set()),
    ],
)
def test_mail(address: str, others: set[str]) -> None:
    assert other_spellings(address, Channel.EMAIL) == others


@pytest.mark.parametrize(
    ("number", "others"),
    [
        ("+46 (0)70-123 45 67", {"+46701234567"}),
        ("0046701234567", {"+46701234567"}),
        ("+46701234567", set()),
        ("070-123", set()),
    ],
)
def test_text_messages(number: str, others: set[str]) -> None:
    assert other_spellings(number, Channel.SMS) == others
