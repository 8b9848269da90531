"""What an unquoted word means: YAML 1.2's numbers and truth values, and text otherwise."""

from __future__ import annotations

import re

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
# A leading zero is a postcode or a date, sixteen digits are an order number: both stay text.
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})", re.ASCII)
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}", re.ASCII)


def plain(text: str) -> str | int | float | bool | None:
    if text in NULLS:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text
