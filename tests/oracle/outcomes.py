"""What the postman answers: the address says it, so that engine and oracle hear the same."""

from __future__ import annotations

SENT, FAILED, UNKNOWN, RETRY = "sent", "failed", "unknown", "retry"
_BY_BEGINNING = {
    "refused": FAILED,
    "silent": UNKNOWN,
    "later": RETRY,
    "+4670": FAILED,
    "+4671": UNKNOWN,
}


def answer(address: str, attempt: int) -> str:
    """Who says `later` takes it the second time."""
    for beginning, outcome in _BY_BEGINNING.items():
        if address.startswith(beginning):
            return SENT if outcome == RETRY and attempt > 1 else outcome
    return SENT
