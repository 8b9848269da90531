"""The edit that docs/editing.md tells of."""

from __future__ import annotations

from tests.engine.texts import send
from tests.plan.checkout import Checkout

KEY = "abandoned-cart"
BEFORE = (
    "trigger:\n  event: cart_updated\nreentry:\n  after: 7 days\nexit_when:\n  - did: placed_order\n"
    "steps:\n"
    + send("reminder")
    + "  - delay: 1 day\n"
    + send("second-thoughts")
    + "  - delay: 2 days\n"
    + send("last-call")
)
AFTER = (
    "trigger:\n  event: cart_updated\nreentry:\n  after: 14 days\nexit_when:\n  - did: placed_order\n"
    "steps:\n" + send("reminder") + "  - delay: 2 days\n" + send("last-call")
)
GONE = "trigger:\n  event: signed_up\nreentry: never\nsteps:\n" + send("hello")
NEW = "trigger:\n  event: placed_order\nreentry: always\nsteps:\n" + send("thanks")


def played(checkout: Checkout) -> None:
    """Twelve people inside: seven before the second mail, five behind it; then the edit."""
    shop = checkout.world.shop
    checkout.write({KEY: BEFORE, "goodbye": GONE})
    checkout.tick("2026-03-01 08:00")
    for key in range(1, 13):
        shop.customer(key)
        shop.cart(key, key, "2026-03-01 09:00" if key <= 5 else "2026-03-02 10:00")
    checkout.tick("2026-03-01 09:00", "2026-03-02 09:00", "2026-03-02 10:00")
    checkout.write({KEY: AFTER, "thank-you": NEW})
