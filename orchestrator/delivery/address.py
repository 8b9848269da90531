"""Addresses: which ones can be written to at all, told before a server is asked."""

from __future__ import annotations

import re

LONGEST = 254
"""RFC 3696, erratum 1690: a longer one does not fit into an SMTP command."""

FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f\u00a0\u2028\u2029<>()\[\],;:\\"]')
LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


class BadAddressError(ValueError):
    """An address that no mail can be sent to; `str()` is a sentence for the marketer."""


def problem_with_address(address: str | None) -> str | None:
    """Say what is wrong with the shape of an e-mail address, None when nothing is.

    The sentence never repeats the address: it ends up in logs and reports.
    """
    if not address or not address.strip():
        return "the customer has no address"
    if FORBIDDEN.search(address):
        return "the address has a space, a quote or another character that can't be used"
    if "=?" in address:
        return "the address looks like an encoded word, which no mail server takes"
    if address.count("@") != 1:
        return "the address has no @" if "@" not in address else "the address has more than one @"
    local, domain = address.split("@")
    return _problem_with_local(local) or _problem_with_domain(domain) or _too_long(address)


def ascii_address(address: str) -> str:
    """Write an address the way every server reads it: `anna@företag.se` in IDNA (RFC 3490)."""
    problem = problem_with_address(address)
    if problem:
        raise BadAddressError(problem)
    local, domain = address.split("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _problem_with_local(local: str) -> str | None:
    if not local:
        return "the address has nothing before the @"
    if not local.isascii():  # it would need SMTPUTF8 (RFC 6531) on every server of the way
        return "the address has letters before the @ that few mail servers take"
    if "" in local.split("."):
        return "the address has a dot too many before the @"
    return None


def _problem_with_domain(domain: str) -> str | None:
    if not domain:
        return "the address has nothing behind the @"
    if "" in domain.split("."):
        return "the address has a dot too many behind the @"
    try:
        labels = domain.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        labels = []
    if len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004  (name and ending)
        return "the address has no real domain behind the @"
    return None


def _too_long(address: str) -> str | None:
    return "the address is too long" if len(address) > LONGEST else None
