"""Text of a template that extends another, where no block holds it: nobody ever sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

from orchestrator.templates.inspection import Problem
from orchestrator.templates.source import Source

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def unshown_text(source: Source) -> Problem | None:
    """Find the first of it; what stands before the `extends` is shown."""
    body = source.tree.body
    starts = [i for i, node in enumerate(body) if isinstance(node, nodes.Extends)]
    offset = _first_output(body[starts[0] + 1 :]) if starts else None
    if offset is None:
        return None
    message = "this is never shown, because it is in no block; put it into {% block … %}"
    return source.problem(offset, message)


def _first_output(body: Iterable[nodes.Node]) -> int | None:
    for node in body:
        match node:
            case nodes.Output():
                found = _first_visible(node)
            case nodes.If():
                arms = (node.body, *(arm.body for arm in node.elif_), node.else_)
                found = _first_output(child for arm in arms for child in arm)
            case nodes.For() | nodes.With():
                found = _first_output(node.body)
            case _:
                found = None
        if found is not None:
            return found
    return None


def _first_visible(node: nodes.Output) -> int | None:
    for child in node.nodes:
        if not isinstance(child, nodes.TemplateData):
            return child.lineno
        blanked = COMMENT.sub(lambda comment: " " * len(comment[0]), child.data)
        if blanked.strip():
            return child.lineno + len(blanked) - len(blanked.lstrip())
    return None
