"""The other ways to write one and the same address, for which no database knows a rule."""

from __future__ import annotations

from orchestrator.delivery.address import BadAddressError, ascii_address
from orchestrator.delivery.phone import e164
from orchestrator.model import Channel

_IN_ASCII = "xn--"


def usual_spelling(address: str, channel: Channel) -> str:
    """How a suppression is written: in lower case without spaces around it, a number as E.164."""
    try:
        return e164(address) if channel is Channel.SMS else address.strip().lower()
    except BadAddressError:
        return address.strip().lower()


def other_spellings(address: str, channel: Channel) -> frozenset[str]:
    """How else a suppression may have written it; empty where lower case is all there is to it.

    A domain with letters beyond ASCII is the same in Unicode and in IDNA, and a telephone number with
    and without spaces and dashes.
    """
    address = address.strip(" ")
    try:
        if channel is Channel.SMS:
            return frozenset({e164(address)} - {address})
        if address.isascii() and _IN_ASCII not in address.lower():
            return frozenset()
        return _of_the_domain(address)
    except BadAddressError:
        # Nothing can be sent there anyhow.
        return frozenset()


def _of_the_domain(address: str) -> frozenset[str]:
    local, _, domain = ascii_address(address).lower().rpartition("@")
    spellings = {address.lower(), f"{local}@{domain}"}
    try:
        spellings.add(f"{local}@{domain.encode().decode('idna')}")
    except UnicodeError:
        # Letters that only the later IDNA 2008 knows: as it is written is all that can be told.
        return frozenset(spellings)
    return frozenset(spellings)
