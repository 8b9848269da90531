"""Whether a text may come out blank, as far as the text itself says so."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import nodes

from orchestrator.templates.filter_calls import DEFAULTS

SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


def may_be_blank(body: Iterable[nodes.Node]) -> bool:
    """What data prints is taken to be there; an `if` without an `else` may print nothing."""
    return all(map(_may_print_nothing, body))


def _may_print_nothing(node: nodes.Node) -> bool:
    match node:
        case nodes.Output():
            return all(map(_is_blank, node.nodes))
        case nodes.If():
            arms = (node.body, *(arm.body for arm in node.elif_), node.else_)
            return any(map(may_be_blank, arms))
        case nodes.For():
            return may_be_blank(node.else_)
        case nodes.With() | nodes.Block():
            return may_be_blank(node.body)
    return isinstance(node, SILENT)


def _is_blank(node: nodes.Node) -> bool:
    match node:
        case nodes.TemplateData(data=str() as text) | nodes.Const(value=str() as text):
            return not text.strip()
        case nodes.CondExpr(expr1=first, expr2=second):
            return _is_blank(first) or second is None or _is_blank(second)
        case nodes.Or():
            return _is_blank(node.right)
        case nodes.Filter(name=name, args=[nodes.Node() as instead, *_]) if name in DEFAULTS:
            return _is_blank(instead)
        case nodes.Filter(name=name, args=[]) if name in DEFAULTS:
            return not node.kwargs
    return False
