"""Lots: the first eight hexadecimal digits of an MD5, as a share of 16^8."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5


def lot(salt: str, customer: int) -> float:
    digest = md5(f"{salt}:{customer}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) / 16**8


def drawn(salt: str, customer: int, shares: Sequence[tuple[str, float]]) -> str:
    """Whose stretch of the line the lot falls on; shares are in per cent, in order."""
    number, total = lot(salt, customer), 0.0
    for name, share in shares:
        total += share / 100
        if number < total:
            return name
    return shares[-1][0]
