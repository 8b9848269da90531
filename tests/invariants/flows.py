"""Five flows that between them have every rule that must hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.engine.texts import CART, SIGNED_UP, send

CAP = timedelta(days=1)
AT_MOST = 2
REENTRY = timedelta(days=2)
_CAPPED = "frequency_cap: {at_most: 2, per: 1 day}\n"

FLOWS: Mapping[str, str] = {
    "after": "trigger:\n  event: placed_order\nreentry:\n  after: 2 days\n"
    + _CAPPED
    + "exit_when:\n  - did: refunded\nsteps:\n"
    + send("thanks")
    + "  - delay: 1 day\n"
    + send("again"),
    "both": CART
    + "while_inside: both\n"
    + _CAPPED
    + "steps:\n  - wait_for: order\n    if:\n      - did: {event: placed_order, since: trigger}\n"
    + "    at_most: 2 days\n    then:\n"
    + send("bought", 6)
    + "    on_cap: skip\n".replace("    ", "        ")
    + "    else:\n"
    + send("left", 6),
    "never": SIGNED_UP + _CAPPED + "holdout: 20%\nsteps:\n" + send("welcome"),
    "restart": CART
    + "while_inside: restart\n"
    + _CAPPED
    + "steps:\n  - delay: 6 hours\n"
    + send("reminder"),
    "receipt": "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n"
    "message_class: transactional\nsteps:\n" + send("receipt"),
}
PAUSED: Mapping[str, str] = {key: f"status: paused\n{text}" for key, text in FLOWS.items()}
