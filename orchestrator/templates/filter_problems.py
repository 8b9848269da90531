"""What is wrong with the words that our own filters are given, where they are written out."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from orchestrator.templates.currencies import CURRENCIES
from orchestrator.templates.inspection import Problem
from orchestrator.templates.patterns import wrong_format
from orchestrator.templates.source import Source

ARGUMENTS = {"money": "currency", "date": "format", "time": "format"}


def argument_problems(source: Source, node: nodes.Filter) -> Iterator[Problem]:
    message = _message(node) if node.name in ARGUMENTS else None
    if message is not None:
        place = source.place_of_name(node.name, node.lineno)
        yield Problem(source.file, place.line, place.column, message)


def _message(node: nodes.Filter) -> str | None:
    if node.name == "money" and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs):
        return 'money needs a currency, such as money("SEK")'
    match _written(node):
        case str() as text if node.name == "money":
            return None if text in CURRENCIES else _no_currency(text)
        case str() as text:
            return wrong_format(node.name, text)
    return None


def _written(node: nodes.Filter) -> object:
    named = next((each.value for each in node.kwargs if each.key == ARGUMENTS[node.name]), None)
    given = node.args[0] if node.args else named
    return given.value if isinstance(given, nodes.Const) else None


def _no_currency(text: str) -> str:
    hint = f' (did you mean "{text.upper()}"?)' if text.upper() in CURRENCIES else ""
    return f'there is no currency "{text}"; write three capital letters, such as SEK{hint}'
