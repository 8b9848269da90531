"""In which order the flows of a plan are applied."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.compiler import started_by
from orchestrator.load import Loaded
from orchestrator.plan.document import Change, FlowPlan


def in_order(flows: Sequence[FlowPlan], loaded: Loaded) -> list[FlowPlan]:
    """What is to be applied, the ones that start others first: old workers then let nobody in.

    What is removed comes last, for the same reason. Of flows in a circle any order is as good.
    """
    starts = {flow.key: started_by(flow) for flow in loaded.flows}
    changed = {each.flow: each for each in flows if each.change is not Change.UNCHANGED}
    ordered: dict[str, FlowPlan] = {}

    def place(key: str, above: tuple[str, ...] = ()) -> None:
        if key in ordered:
            return
        here = (*above, key)
        for parent in sorted(changed):
            if key in starts.get(parent, ()) and parent not in here:
                place(parent, here)
        ordered[key] = changed[key]

    for key in sorted(changed, key=lambda key: (changed[key].change is Change.REMOVED, key)):
        place(key)
    return list(ordered.values())
