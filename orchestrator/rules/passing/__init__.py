"""What passing through a flow takes at least, and how many messages it brings at most."""

from orchestrator.rules.passing.behind import behind_all, behind_arms
from orchestrator.rules.passing.counting import (
    first_sends,
    most_if_late,
    most_in_passage,
    most_messages,
)
from orchestrator.rules.passing.moment import (
    DAY,
    WEEK,
    Moment,
    Shown,
    entries_of,
    entry_of,
    since_midnight,
)

__all__ = [
    "DAY",
    "WEEK",
    "Moment",
    "Shown",
    "behind_all",
    "behind_arms",
    "entries_of",
    "entry_of",
    "first_sends",
    "most_if_late",
    "most_in_passage",
    "most_messages",
    "since_midnight",
]
