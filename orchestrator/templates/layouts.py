"""Blocks: what a template that extends another fills in, and what of it is ever shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from orchestrator.templates.source import Source


def blocks_of(chain: Iterable[Source]) -> dict[str, tuple[tuple[Source, nodes.Block], ...]]:
    """Each name to its blocks, from the template itself to its outermost layout."""
    blocks: dict[str, tuple[tuple[Source, nodes.Block], ...]] = {}
    for source in chain:
        for block in source.tree.find_all(nodes.Block):
            blocks[block.name] = (*blocks.get(block.name, ()), (source, block))
    return blocks


def without_output(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Leave out what a template that extends another never shows by itself."""
    silent = (nodes.Output, nodes.Block)
    return (node for node in body if not isinstance(node, silent))


def calls_super(block: nodes.Block) -> bool:
    calls = block.find_all(nodes.Call)
    return any(isinstance(call.node, nodes.Name) and call.node.name == "super" for call in calls)
