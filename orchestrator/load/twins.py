"""Flows of which there are two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow


def one_file_a_flow(asked: Sequence[Flow], others: Sequence[Flow]) -> list[Diagnostic]:
    """Told of each file but the first of those that were not asked about, or else of all."""
    groups: dict[str, list[Flow]] = defaultdict(list)
    for flow in (*others, *asked):
        groups[flow.key.lower()].append(flow)
    judged = {flow.file for flow in asked}
    return [twin for group in groups.values() for twin in _twins(group, judged)]


def _twins(group: Sequence[Flow], judged: set[str]) -> Iterator[Diagnostic]:
    first, *rest = group
    for flow in rest:
        if not flow.key or flow.file not in judged:
            continue
        if flow.key == first.key:
            message = f'the flow "{flow.key}" stands in {first.file} too'
            yield Diagnostic(Code.DUPLICATE_FLOW, flow.file, message, ("flow",))
        else:
            message = (
                f'the flows "{first.key}" and "{flow.key}" differ only by capitals; '
                "rename one of them"
            )
            yield Diagnostic(Code.DIFFERS_BY_CASE, flow.file, message, ("flow",))
