"""Placeholders of other tools: here they are printed as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from orchestrator.templates.files import JSON
from orchestrator.templates.inspection import Problem
from orchestrator.templates.source import Source

SINGLE = re.compile(
    r"(?<![{\w])\$?\{\s*(?P<name>(?:(?:customer|trigger|constants|coupon)(?:\.\w+)+)"
    r"|unsubscribe_url)\s*\}(?!\})"
)
FOREIGN = re.compile(
    r"\*\|\s*[A-Za-z_][\w:.]*\s*\|\*|%%\s*[A-Za-z_][\w.]*\s*%%|\[\[\s*[A-Za-z_][\w.]*\s*\]\]"
)


def placeholder_problems(source: Source) -> Iterator[Problem]:
    for text in source.tree.find_all(nodes.TemplateData):
        for found in SINGLE.finditer(text.data):
            message = f'"{found[0]}" is printed as it stands; write {{{{ {found["name"]} }}}} with two braces'
            yield source.problem(text.lineno + found.start(), message)
        for found in FOREIGN.finditer(text.data) if not source.file.endswith(JSON) else ():
            message = (
                f'"{found[0]}" is printed as it stands; here a value is written '
                "{{ customer.NAME }}, by its name in orchestrator.yml"
            )
            yield source.problem(text.lineno + found.start(), message)
