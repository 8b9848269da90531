"""`${NAME}` in the values of orchestrator.yml: after parsing, so that positions hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from orchestrator.diagnostics import Code
from orchestrator.document import Value
from orchestrator.parse.reading import Node, Reading

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def expand(reading: Reading, data: Value, environment: Mapping[str, str] | None) -> Value:
    """A copy with the variables filled in; without an environment they stay as written."""
    _say_broken(reading, Node(data))
    return data if environment is None else _expand(reading, Node(data), environment)


def _say_broken(reading: Reading, node: Node) -> None:
    """A variable whose braces are not both there would be read as text."""
    if isinstance(node.value, str) and "${" in VARIABLE.sub("", node.value):
        message = 'a variable is written "${NAME}": capitals, digits and underscores in braces'
        reading.say(Code.BAD_VALUE, node.path, message)
    for below in node.below():
        _say_broken(reading, below)


def _expand(reading: Reading, node: Node, environment: Mapping[str, str]) -> Value:
    if isinstance(node.value, dict):
        return {
            key: _expand(reading, below, environment) for key, below in _pairs(node, environment)
        }
    if isinstance(node.value, list):
        return [_expand(reading, below, environment) for below in node.items()]
    if not isinstance(node.value, str):
        return node.value
    for name in _unset(node.value, environment):
        message = f"the environment variable {name} is not set"
        reading.say(Code.MISSING_VARIABLE, node.path, message)
    return VARIABLE.sub(lambda match: environment.get(match[1], ""), node.value)


def _pairs(node: Node, environment: Mapping[str, str]) -> list[tuple[str, Node]]:
    """A map's values; `database.default` stands in for a `url` whose variable is not set."""
    pairs = dict(node.pairs())
    if node.path == ("database",) and "default" in node and "url" in node:
        if _unset(node["url"].text(), environment):
            pairs["url"] = pairs["default"]
        else:
            pairs.pop("default")
    return list(pairs.items())


def _unset(text: str, environment: Mapping[str, str]) -> list[str]:
    return [name for name in VARIABLE.findall(text) if not environment.get(name)]
