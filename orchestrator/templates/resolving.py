"""Tells what a name, an attribute or an element in a template stands for."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from jinja2 import nodes
from jinja2.runtime import LoopContext

from orchestrator.templates.inspection import Place, Problem
from orchestrator.templates.notes import Notes
from orchestrator.templates.source import ENVIRONMENT
from orchestrator.templates.values import (
    OPAQUE,
    Choice,
    Data,
    Frame,
    Loop,
    ModuleValue,
    Value,
    element_of,
    filled,
)

OF_A_LOOP = tuple(name for name in dir(LoopContext) if not name.startswith("_"))


class Resolver:
    """`read` reads whatever else stands in brackets or before a dot."""

    def __init__(self, notes: Notes, read: Callable[[nodes.Node, Frame], Value]) -> None:
        self._notes = notes
        self._read = read

    def resolve(self, node: nodes.Node, frame: Frame) -> Value:
        """Tell what a name or a chain of attributes stands for, without noting the chain."""
        match node:
            case nodes.Name():
                return self._name(node, frame)
            case nodes.Getattr():
                base = self.resolve(node.node, frame)
                return self.member(base, node.attr, node.lineno, frame)
            case nodes.Getitem():
                return self._item(node, frame)
        return self._read(node, frame)

    def _item(self, node: nodes.Getitem, frame: Frame) -> Value:
        match node.arg:
            case nodes.Const(value=str() as name):
                return self.member(self.resolve(node.node, frame), name, node.lineno, frame)
            case nodes.Const(value=int()):
                return element_of(self.resolve(node.node, frame))
            case nodes.Slice():
                self._read(node.arg, frame)
                return self.resolve(node.node, frame)
        for child in node.iter_child_nodes():
            self._read(child, frame)
        return OPAQUE

    def _name(self, node: nodes.Name, frame: Frame) -> Value:
        if node.name in frame.names:
            value = frame.names[node.name]
            return value.behind_a_name() if isinstance(value, Data) else value
        if node.name in ENVIRONMENT.globals:
            return OPAQUE
        place = frame.source.place_of_name(node.name, node.lineno)
        if frame.sees_context:
            return Data((node.name,), (place,))
        if (node.name,) not in frame.guards:
            message = (
                f'"{node.name}" can\'t be seen here, because this file is imported without '
                'context: hand it over as an argument, or import the file "with context"'
            )
            self._notes.problem(Problem(frame.source.file, place.line, place.column, message))
        return OPAQUE

    def member(self, base: Value, name: str, offset: int, frame: Frame) -> Value:
        place = frame.source.place_of_name(name, offset)
        match base:
            case Data() | Choice():
                return base.member(name, place)
            case ModuleValue() if name in base.exports:
                return base.exports[name]
            case Loop() if name not in OF_A_LOOP:
                close = next(iter(get_close_matches(name, OF_A_LOOP, n=1)), None)
                hint = f' (did you mean "loop.{close}"?)' if close else ""
                message = f'"loop" has no "{name}"{hint}'
                self._notes.problem(Problem(frame.source.file, place.line, place.column, message))
            case ModuleValue():
                message = f'{base.file} has no macro "{name}"'
                self._notes.problem(Problem(frame.source.file, place.line, place.column, message))
        return OPAQUE


def known(value: Value, frame: Frame) -> Value:
    """Add what an `if` around this place says of it."""
    is_filled = isinstance(value, Data) and value.path in frame.filled
    return filled(value) if is_filled else value


def place_of(node: nodes.Node, frame: Frame) -> Place | None:
    """Find the last name of `trigger.items` or `order["no"]`."""
    match node:
        case nodes.Name(name=name) | nodes.Getattr(attr=name):
            return frame.source.place_of_name(name, node.lineno)
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            return frame.source.place_of_name(name, node.lineno)
        case nodes.Getitem() | nodes.Filter(node=nodes.Node()):
            return place_of(node.node, frame) if node.node else None
    return None
