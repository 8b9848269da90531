"""A text that a template may give, made without data, to measure it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from jinja2 import nodes

from orchestrator.records import dataclass
from orchestrator.templates.library import Library, constant_names
from orchestrator.templates.source import Source

WORD = "x" * 10
"""Stands for whatever is printed."""
LINK = "x" * 160
"""A signed link to unsubscribe."""

DEEPEST = 10
"""How far files that include one another are followed."""


def sample(source: Source, library: Library) -> str:
    """Take the longest branch, and each loop once."""
    return _Sample(library).of(source)


@dataclass(frozen=True)
class _Sample:
    library: Library
    blocks: Mapping[str, nodes.Block] = field(default_factory=dict)
    depth: int = 0

    def of(self, source: Source) -> str:
        own = {block.name: block for block in source.tree.find_all(nodes.Block)}
        inside = _Sample(self.library, {**own, **self.blocks}, self.depth + 1)
        extends = source.tree.find(nodes.Extends)
        return inside._file(extends.template) if extends else inside._body(source.tree.body)

    def _file(self, template: nodes.Node) -> str:
        names = constant_names(template)
        name = next((each for each in names if self.library.exists(each)), None)
        source = self.library.source(name) if name and self.depth < DEEPEST else None
        return self.of(source) if source else ""

    def _body(self, body: Iterable[nodes.Node]) -> str:
        return "".join(map(self._statement, body))

    def _statement(self, node: nodes.Node) -> str:
        match node:
            case nodes.Output():
                return "".join(map(_printed, node.nodes))
            case nodes.If():
                bodies = [node.body, *(arm.body for arm in node.elif_), node.else_]
                return max(map(self._body, bodies), key=len)
            case nodes.Block():
                return self._body(self.blocks.get(node.name, node).body)
            case nodes.Include():
                return self._file(node.template)
            case nodes.For() | nodes.With() | nodes.FilterBlock():
                return self._body(node.body)
        return ""


def _printed(node: nodes.Node) -> str:
    match node:
        case nodes.TemplateData():
            return node.data
        case nodes.Const(value=str() as text):
            return text
        case nodes.CondExpr(expr1=first, expr2=second):
            return max(_printed(first), _printed(second) if second else "", key=len)
    return LINK if any(name.name == "unsubscribe_url" for name in _names(node)) else WORD


def _names(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)
