"""Texts that name a value to read: `customer.NAME`, `trigger.NAME`, `constants.NAME`, `ID.NAME`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeAlias

from orchestrator.conditions import Ref, Scope
from orchestrator.diagnostics import Code
from orchestrator.parse.reading import Node, Reading
from orchestrator.records import dataclass
from orchestrator.schema import nearest

REFERENCE = re.compile(
    r"(?:(?P<scope>customer(?:\.facts)?|trigger(?:\.[A-Za-z_]\w*)?)|(?P<step>[A-Za-z0-9][\w-]*))"
    r"\.[A-Za-z_]\w*",
    re.ASCII,
)
CONSTANT = re.compile(r"constants\.(?P<name>[A-Za-z_]\w*)", re.ASCII)
Constants: TypeAlias = Mapping[str, str | int | float | bool]


def read_ref(text: str) -> Ref:
    """A value of the customer, of the trigger or of a step that waited, as the schema has checked."""
    scope, *names = text.split(".")
    if scope not in (Scope.CUSTOMER, Scope.TRIGGER):
        return Ref(Scope.AWAITED, names[-1], scope)
    return Ref(Scope(scope), names[-1], names[0] if len(names) > 1 else None)


def read_date(text: str) -> Ref:
    """A date that starts a flow: the customer's own, or one of a record of theirs."""
    scope, _, name = text.partition(".")
    return Ref(Scope.CUSTOMER, name) if scope == Scope.CUSTOMER else Ref(Scope.RECORD, name, scope)


def reference_in(value: object, steps: Collection[str]) -> Ref | None:
    """What a text reads where it could also be a mere text; `steps` are those that wait."""
    match = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    if match is None or not (match["scope"] or match["step"] in steps):
        return None
    return read_ref(match[0])


@dataclass(frozen=True)
class ConstantReader:
    """Puts in the constants of the project; without them nothing is said of any name."""

    reading: Reading
    constants: Constants | None

    def fill(self, node: Node) -> Node:
        """The node with the value of the constant that it names, if it names one."""
        match = CONSTANT.fullmatch(node.value) if isinstance(node.value, str) else None
        if match is None:
            return node
        name = match["name"]
        if self.constants is None:
            return replace(node, value=None)
        if name not in self.constants:
            message = f'the project has no constant "{name}"'
            close = nearest(name, self.constants)
            allowed = tuple(self.constants)
            self.reading.say(
                Code.UNKNOWN_CONSTANT, node.path, message, allowed=allowed, suggestion=close
            )
        return replace(node, value=self.constants.get(name))
