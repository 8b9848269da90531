"""Parts of flows that many tests share."""

from __future__ import annotations

CART = "trigger:\n  event: cart_updated\nreentry: always\n"
CART_RESTS = "trigger:\n  event: cart_updated\n  key: cart_id\n  quiet_for: 1 hour\n"
SIGNED_UP = "trigger:\n  event: signed_up\n  include_past: 300 days\nreentry: never\n"


def send(step: str, indent: int = 2, template: str = "hello") -> str:
    """A send step, so many spaces in."""
    margin = " " * indent
    return f"{margin}- send: {step}\n{margin}  template: {template}\n{margin}  subject: Hello\n"


HELLO = send("hello")
DAY_THEN_HELLO = "steps:\n  - delay: 1 day\n" + HELLO
"""One mail, a day after entering."""
MONTHS_THEN_HELLO = "steps:\n  - delay: 300 days\n" + HELLO
"""Whoever enters stays inside."""
