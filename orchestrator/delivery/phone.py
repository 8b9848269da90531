"""Telephone numbers as gateways take them (ITU-T E.164): a plus, the country, the number."""

from __future__ import annotations

import re

from orchestrator.delivery.address import BadAddressError

NATIONAL_ZERO = re.compile(r"\(0\)")
DECORATION = re.compile(r"[\s\u00a0\u200e\u202a\u202c()./\u2010-\u2015-]+")
INTERNATIONAL_CALL = re.compile(r"^00(?=[1-9])")
E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def problem_with_number(number: str | None) -> str | None:
    """Say why no text message can be sent there, None when one can.

    The sentence never repeats the number: it ends up in logs and reports.
    """
    if not number or not number.strip():
        return "the customer has no telephone number"
    plain = _plain(number)
    if E164.fullmatch(plain):
        return None
    if not plain.removeprefix("+").isdecimal() or not plain.isascii():
        return "the telephone number has letters or signs that can't be dialled"
    if not plain.startswith("+"):
        return "the telephone number has no country code, such as +46"
    return "the telephone number is too long or too short"


def e164(number: str) -> str:
    """Write `+46 (0)70-123 45 67` as +46701234567. Raises BadAddressError."""
    problem = problem_with_number(number)
    if problem:
        raise BadAddressError(problem)
    return _plain(number)


def _plain(number: str) -> str:
    digits = DECORATION.sub("", NATIONAL_ZERO.sub("", number))
    return INTERNATIONAL_CALL.sub("+", digits)
