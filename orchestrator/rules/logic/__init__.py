"""Which conditions can hold together, as far as that is known without a customer."""

from orchestrator.rules.logic.clauses import (
    Clause,
    Known,
    always_holds,
    can_hold,
    excludes_all,
    implies,
    meet,
    ways,
)

__all__ = ["Clause", "Known", "always_holds", "can_hold", "excludes_all", "implies", "meet", "ways"]
