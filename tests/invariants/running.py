"""How long Hypothesis looks."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

STEPS = 20


def settings_for(examples: int, steps: int = STEPS) -> settings:
    """The same examples each time; a database is not quick, and nothing here is timed."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
