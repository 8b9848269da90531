"""Does a template of JSON give JSON? Told without data where the template has no branches."""

from __future__ import annotations

import json

from jinja2 import nodes

from orchestrator.templates.inspection import Problem
from orchestrator.templates.json_form import reason_of, toggles_quotes
from orchestrator.templates.source import Source


def json_problem(source: Source) -> Problem | None:
    if not _is_plain(source.tree):
        return None
    text, offsets = _sample(source.tree)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        # At the end of the text there is no place: then it is the last one.
        offset = offsets[min(error.pos, len(offsets) - 1)] if offsets else 0
        return source.problem(offset, f"this gives no JSON: {reason_of(error)}")
    return None


def _is_plain(tree: nodes.Template) -> bool:
    """Whether the form is the same for all data."""
    unclear = any(tree.find_all((nodes.Call, nodes.FilterBlock)))
    raw = any(each.name == "safe" for each in tree.find_all(nodes.Filter))
    plain = all(isinstance(node, nodes.Output | nodes.Assign) for node in tree.body)
    return plain and not unclear and not raw


def _sample(tree: nodes.Template) -> tuple[str, list[int]]:
    """Write a text with `x` for every value, and the place in the source of each character."""
    text, offsets = "", list[int]()
    is_in_quotes = False
    for printed in tree.find_all(nodes.Output):
        for node in printed.nodes:
            if isinstance(node, nodes.TemplateData):
                text += node.data
                offsets += range(node.lineno, node.lineno + len(node.data))
                is_in_quotes ^= toggles_quotes(node.data)
            else:
                value = "x" if is_in_quotes else '"x"'
                text += value
                offsets += [node.lineno] * len(value)
    return text, offsets
