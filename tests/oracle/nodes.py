"""The steps of a flow in the order of the file, each with what comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.model import Exit, Flow, Step, blocks

FINISHED = "finished"
EXIT = "exit"


@dataclass
class Node:
    step: Step
    after: int | str
    """The number of the next step, or the reason for which the passage ends."""
    arms: Mapping[str, int | str]


@dataclass(frozen=True)
class Layout:
    nodes: tuple[Node, ...]
    start: int | str


def lay_out(flow: Flow) -> Layout:
    nodes: list[Node] = []
    _number(flow.steps, nodes)
    start = _link(flow.steps, FINISHED, nodes)
    return Layout(tuple(nodes), start)


def _number(steps: tuple[Step, ...], nodes: list[Node]) -> None:
    for step in steps:
        nodes.append(Node(step, FINISHED, {}))
        for _, inner in blocks(step):
            _number(inner, nodes)


def _link(steps: tuple[Step, ...], after: int | str, nodes: list[Node]) -> int | str:
    """Tell each step what follows; returns where the block begins."""
    for step in reversed(steps):
        number = next(n for n, node in enumerate(nodes) if node.step is step)
        nodes[number].after = after
        nodes[number].arms = {arm: _link(inner, after, nodes) for arm, inner in blocks(step)}
        after = EXIT if isinstance(step, Exit) else number
    return after
