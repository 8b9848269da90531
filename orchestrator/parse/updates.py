"""What an update keeps of a customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from orchestrator.catalog import Type
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.model import Channel, Update
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.reading import Node
from orchestrator.parse.references import ConstantReader, reference_in

Scalar: TypeAlias = str | int | float | bool


def read_update(conditions: ConditionReader, node: Node) -> Update:
    """The path of an update is its step's."""
    channel = node["suppress"].text_or_none()
    return Update(
        add_tags=_tags(node["add_tags"]),
        remove_tags=_tags(node["remove_tags"]),
        set=dict(_facts(conditions, node["set"])),
        suppress=Channel(channel) if channel else None,
        reason=node["reason"].text_or_none(),
        path=node.path[:-1],
    )


def _tags(node: Node) -> tuple[str, ...]:
    return tuple(item.text() for item in node.items())


def _facts(conditions: ConditionReader, node: Node) -> Iterator[tuple[str, Scalar | Ref]]:
    constants = ConstantReader(conditions.reading, conditions.constants)
    for name, written in node.pairs():
        value = constants.fill(written).value
        if value is None or isinstance(value, list | dict):
            continue
        other = reference_in(value, conditions.names.awaited)
        yield name, _of_type(conditions, name, value) if other is None else other


def _of_type(conditions: ConditionReader, name: str, value: Scalar) -> Scalar:
    """Digits that are kept as text become text; a date stays as it is written."""
    is_text = conditions.names.type_of(Ref(Scope.CUSTOMER, name, FACTS)) is Type.TEXT
    return str(value) if is_text and not isinstance(value, bool) else value
