"""Flows of which there are two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow

Named: TypeAlias = tuple[str, str]
"""The key and the file of a flow."""


def one_file_a_flow(asked: Iterable[Flow], others: Mapping[str, str]) -> list[Diagnostic]:
    """Told of each file but the first of those that were not asked about, or else of all.

    The others are files by their flows' keys.
    """
    judged = [(flow.key, flow.file) for flow in asked]
    groups: dict[str, list[Named]] = defaultdict(list)
    for key, file in (*others.items(), *judged):
        groups[key.lower()].append((key, file))
    return [twin for group in groups.values() for twin in _twins(group, judged)]


def _twins(group: Sequence[Named], judged: Sequence[Named]) -> Iterator[Diagnostic]:
    (first, first_file), *rest = group
    for key, file in rest:
        if not key or (key, file) not in judged:
            continue
        if key == first:
            message = f'the flow "{key}" stands in {first_file} too'
            yield Diagnostic(Code.DUPLICATE_FLOW, file, message, ("flow",))
        else:
            message = f'the flows "{first}" and "{key}" differ only by capitals; rename one of them'
            yield Diagnostic(Code.DIFFERS_BY_CASE, file, message, ("flow",))
