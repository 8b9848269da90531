"""The lots that customers draw, in plain Python."""

from __future__ import annotations

from hashlib import md5


def lot(salt: str, customer: int) -> float:
    """A number in [0, 1) from the first eight digits of the MD5."""
    digest = md5(f"{salt}:{customer}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) / 2**32
