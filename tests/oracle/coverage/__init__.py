"""Which constructs of the language triples hold, and what came of them."""

from __future__ import annotations

from collections import Counter

from tests.oracle.coverage.conditions import EVERY_CONDITION
from tests.oracle.coverage.flows import EVERY_OPTION, of_flow, of_project
from tests.oracle.coverage.history import EVERY_HAPPENING, of_history
from tests.oracle.coverage.outcomes import EVERY_OUTCOME, of_outcome
from tests.oracle.coverage.steps import EVERY_STEP, of_step
from tests.oracle.coverage.triggers import EVERY_TRIGGER, of_trigger
from tests.oracle.found import Found
from tests.oracle.triple import Triple

EVERYTHING = (
    *EVERY_TRIGGER,
    *EVERY_OPTION,
    *EVERY_CONDITION,
    *EVERY_STEP,
    *EVERY_HAPPENING,
    *EVERY_OUTCOME,
)


def covered(triple: Triple, found: Found) -> Counter[str]:
    """In how many places the triple holds each construct, and how often each thing came of it."""
    seen: Counter[str] = Counter()
    for flow in triple.flows:
        seen.update(of_trigger(flow.trigger))
        seen.update(of_flow(flow))
        for step in flow.all_steps():
            seen.update(of_step(step))
    seen.update(of_project(triple.project))
    seen.update(of_history(triple))
    seen.update(of_outcome(found))
    return seen
