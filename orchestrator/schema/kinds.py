"""Which kinds of step and trigger there are, and which keys belong below which other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.conditions import Operator
from orchestrator.diagnostics import Path

STEP_KINDS = ("send", "delay", "branch", "split", "wait_for", "update", "start", "exit")
TRIGGER_KINDS = ("event", "segment", "date", "calendar")
GIVEN_KINDS = ("did", "becomes", "opened", "clicked", "unsubscribes", "bounces")
"""Of what is given in a case of a test file."""
GIVEN_KEYS = ("customer", "at", "after", "before", "key", "with", "items", "records", "record")
MANUAL = "manual"
DELAY_KEYS = (
    *("until", "or_now_within"),
    *("until_date", "offset", "plus_days", "times", "at", "timezone", "if_past"),
)
UPDATE_KEYS = ("add_tags", "remove_tags", "set", "suppress", "reason")
SEND_KEYS = (
    *("template", "subject", "channel", "to", "variants"),
    *("only_if", "topic", "coupon", "on_cap", "was"),
)
STEP_KEYS = (
    *SEND_KEYS,
    *("if", "then", "else", "cases", "arms", "at_most"),
    *DELAY_KEYS,
    *UPDATE_KEYS,
    *STEP_KINDS,
)
TRIGGER_KEYS = (
    *("key", "quiet_for", "where", "include_past", "include_current"),
    *("offset", "at", "timezone", "repeat", "leap_day", "if_moved"),
    *TRIGGER_KINDS,
)
MEANT = {"wait_for": dict.fromkeys(("for", "within", "timeout", "max"), "at_most")}
"""By the kind of a step: words that other tools have for one of its keys."""
RANK_KEYS = ("top", "bottom", "between_ranks", "among")
CONDITION_KEYS = (
    *(operator.value for operator in Operator),
    *RANK_KEYS,
    *("event", "where", "exactly", "sum", "within", "since", "step", "flow"),
)
HOMES: Mapping[str, tuple[str, ...]] = {
    "trigger": TRIGGER_KEYS,
    "steps": STEP_KEYS,
    "reentry": ("after", "counted_from", "per"),
    "goal": ("did", "within"),
    "schedule": ("cron", "timezone"),
    "frequency_cap": ("at_most", "per", "of"),
    "send_window": ("hours", "days", "timezone"),
    "of": ("topic",),
    "delay": DELAY_KEYS,
    "update": UPDATE_KEYS,
    "database": ("url", "default", "state"),
    "defaults": ("timezone", "locale", "send_window", "frequency_cap"),
    "catalog": ("customers", "events", "records", "responses"),
    "senders": ("email", "sms"),
}
"""The keys that may stand below a key, where it is not the only one that has them."""
NAMED = frozenset(
    {"constants", "events", "records", "attributes", "properties", "facts", "consent", "segments"}
    | {"senders", "coupons", "variants", "arms", "where", "set", "sum"}
)
"""Keys below which stand names of the writer's own; where nothing does, the next line was meant."""


def kinds_at(path: Path) -> Sequence[str]:
    """The kinds that a map in this place is one of."""
    if path == ("trigger",):
        return TRIGGER_KINDS
    is_item = len(path) > 1 and isinstance(path[-1], int)
    if is_item and path[0] == "cases" and path[-2] == "given":
        return GIVEN_KINDS
    return STEP_KINDS if is_item and path[-2] in ("steps", "then", "else") else ()


def home_of(key: str, siblings: Mapping[str, object]) -> str | None:
    """The nearest key above, in the same map, below which the key can stand."""
    names = list(siblings)
    for name in reversed(names[: names.index(key)]):
        is_plain = isinstance(siblings[name], str | int | float)
        if not is_plain and key in HOMES.get(name, ()):
            return name
        if name in NAMED and siblings[name] is None:
            return name
    return None
