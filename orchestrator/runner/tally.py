"""What a tick did, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts by operation, in the order performed, and their totals.

    `waiting` (people inside) is what stands at the end, not what this tick did.
    """

    flow: str
    by_operation: dict[str, dict[str, int]] = field(default_factory=dict)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How many messages of which step were failed or skipped (and so on) for which reason."""
    waiting: int = 0

    def add(self, operation: str, counts: dict[str, int]) -> None:
        self.by_operation[operation] = {name: n for name, n in counts.items() if n}

    @property
    def totals(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for counts in self.by_operation.values():
            total.update(counts)
        return total

    @property
    def did_something(self) -> bool:
        return any(n for name, n in self.totals.items() if name != "passed over")
