"""Reads expressions: which data of the context they touch, and which they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from jinja2 import nodes

from orchestrator.templates.inspection import Problem
from orchestrator.templates.notes import Notes
from orchestrator.templates.source import ENVIRONMENT
from orchestrator.templates.values import (
    OPAQUE,
    Choice,
    Data,
    Frame,
    Listed,
    MacroValue,
    ModuleValue,
    Value,
    either,
    element_of,
    unless_missing,
)

SAME_DATA = frozenset(
    {"d", "default", "list", "reject", "rejectattr", "reverse", "select", "selectattr"}
    | {"sort", "unique"}
)
"""Filters that hand on the list, or the value, that they were given."""

ONE_ELEMENT = frozenset({"first", "last", "max", "min", "random"})

ATTRIBUTE_ARGUMENT = {
    "groupby": 0,
    "join": 1,
    "map": None,
    "max": 1,
    "min": 1,
    "rejectattr": 0,
    "selectattr": 0,
    "sort": 2,
    "sum": 0,
    "unique": 1,
}
"""Filters that name an attribute of the elements, by `attribute=` or at this position."""

DEEPEST_RECURSION = 3
"""How often a macro that calls itself is followed."""


class Expressions:
    def __init__(self, notes: Notes, run: Callable[[Sequence[nodes.Node], Frame], None]) -> None:
        self._notes = notes
        self._run = run
        self._calls: set[tuple[object, ...]] = set()
        self._open: list[nodes.Node] = []

    def read(self, node: nodes.Node, frame: Frame) -> Value:
        """Note all that the expression reads, and tell what it stands for."""
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                value = self._resolve(node, frame)
                self._notes.reading(value, frame)
                return value
            case nodes.Call():
                self.call(node, frame)
                return OPAQUE
            case nodes.Filter():
                return self._filter(node, frame)
        return self._compound(node, frame)

    def _compound(self, node: nodes.Node, frame: Frame) -> Value:
        match node:
            case nodes.CondExpr():
                return self._conditional(node, frame)
            case nodes.And():
                self.read(node.left, frame)
                return self.read(node.right, frame.guarded(self.defined_by(node.left, frame)))
            case nodes.Or():
                return unless_missing(self.read(node.left, frame), self.read(node.right, frame))
            case nodes.List() | nodes.Tuple():
                return self._list(node, frame)
            case nodes.Test(name="defined" | "undefined"):
                frame = frame.guarded(self._paths(node.node, frame))
        self._read_all(node.iter_child_nodes(), frame)
        return OPAQUE

    def _list(self, node: nodes.List | nodes.Tuple, frame: Frame) -> Value:
        elements = [self.read(item, frame) for item in node.items]
        return Listed(reduce(either, elements)) if elements else OPAQUE

    def defined_by(self, test: nodes.Node, frame: Frame) -> frozenset[tuple[str, ...]]:
        """Find the data that surely exists where `trigger.coupon is defined` holds."""
        match test:
            case nodes.And():
                return self.defined_by(test.left, frame) | self.defined_by(test.right, frame)
            case nodes.Test(name="defined"):
                return self._paths(test.node, frame)
        return frozenset()

    def _paths(self, node: nodes.Node, frame: Frame) -> frozenset[tuple[str, ...]]:
        if not isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            return frozenset()
        value = self._resolve(node, frame)
        return frozenset({value.path} if isinstance(value, Data) else ())

    def _read_all(self, expressions: Iterable[nodes.Node], frame: Frame) -> None:
        for expression in expressions:
            self.read(expression, frame)

    # Names, attributes and elements

    def _resolve(self, node: nodes.Node, frame: Frame) -> Value:
        """Tell what a name or a chain of attributes stands for, without noting the chain."""
        match node:
            case nodes.Name():
                return self._name(node, frame)
            case nodes.Getattr():
                base = self._resolve(node.node, frame)
                return self._member(base, node.attr, node.lineno, frame)
            case nodes.Getitem():
                return self._item(node, frame)
        return self.read(node, frame)

    def _item(self, node: nodes.Getitem, frame: Frame) -> Value:
        match node.arg:
            case nodes.Const(value=str() as name):
                return self._member(self._resolve(node.node, frame), name, node.lineno, frame)
            case nodes.Const(value=int()):
                return element_of(self._resolve(node.node, frame))
            case nodes.Slice():
                self.read(node.arg, frame)
                return self._resolve(node.node, frame)
        self._read_all(node.iter_child_nodes(), frame)
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

    def _member(self, base: Value, name: str, offset: int, frame: Frame) -> Value:
        place = frame.source.place_of_name(name, offset)
        match base:
            case Data() | Choice():
                return base.member(name, place)
            case ModuleValue() if name in base.exports:
                return base.exports[name]
            case ModuleValue():
                message = f'{base.file} has no macro "{name}"'
                self._notes.problem(Problem(frame.source.file, place.line, place.column, message))
        return OPAQUE

    def _conditional(self, node: nodes.CondExpr, frame: Frame) -> Value:
        self.read(node.test, frame)
        first = self.read(node.expr1, frame.guarded(self.defined_by(node.test, frame)))
        return either(first, self.read(node.expr2, frame)) if node.expr2 else OPAQUE

    # Filters

    def _filter(self, node: nodes.Filter, frame: Frame) -> Value:
        value = self.read(node.node, frame) if node.node else OPAQUE
        arguments = [self.read(argument, frame) for argument in node.args]
        self._read_all((keyword.value for keyword in node.kwargs), frame)
        if node.name in ATTRIBUTE_ARGUMENT and isinstance(value, Data):
            self._named_attribute(node, value, frame)
        if node.name in ("d", "default") and arguments:
            return unless_missing(value, arguments[0])
        if node.name in SAME_DATA:
            return value
        return element_of(value) if node.name in ONE_ELEMENT else OPAQUE

    def _named_attribute(self, node: nodes.Filter, value: Data, frame: Frame) -> None:
        """`trigger.items | sum("price")` reads trigger.items.*.price."""
        named = _attribute_argument(node)
        if named is None:
            return
        for dotted in named.value.split(","):
            read = element_of(value.behind_a_name())
            for name in dotted.split("."):
                read = self._member(read, name, _offset_of(name, named, frame), frame)
            if not any(name.isdigit() for name in dotted.split(".")):
                self._notes.reading(read, frame)

    # Calls

    def call(self, node: nodes.Call, frame: Frame, caller: Value = OPAQUE) -> bool:
        """Read a call, and what the macro does with it; False when the macro isn't known."""
        arguments = [self.read(argument, frame) for argument in node.args]
        named = {keyword.key: self.read(keyword.value, frame) for keyword in node.kwargs}
        dynamic = [argument for argument in (node.dyn_args, node.dyn_kwargs) if argument]
        self._read_all(dynamic, frame)
        callee = self._callee(node.node, frame)
        if not isinstance(callee, MacroValue):
            return False
        names = [argument.name for argument in callee.node.args]
        given = {**dict(zip(names, arguments, strict=False)), **named}
        if dynamic:
            given = dict.fromkeys(names, OPAQUE)
        self._call_macro(callee, {**given, "caller": caller}, frame)
        return True

    def _callee(self, node: nodes.Expr, frame: Frame) -> Value:
        """Tell what is called; of a method (`customer.name.upper()`) only its object is read."""
        if not isinstance(node, nodes.Getattr):
            return self.read(node, frame)
        base = self._resolve(node.node, frame)
        if isinstance(base, ModuleValue):
            return self._member(base, node.attr, node.lineno, frame)
        self._notes.reading(base, frame)
        return OPAQUE

    def _call_macro(self, macro: MacroValue, given: dict[str, Value], frame: Frame) -> None:
        call = (macro.node, frozenset(given.items()), frame.guards)
        depth = sum(node is macro.node for node in self._open)
        if call in self._calls or depth == DEEPEST_RECURSION:
            return
        self._calls.add(call)
        self._open.append(macro.node)
        inside = macro.frame.inner({"kwargs": OPAQUE, "varargs": OPAQUE, **given})
        inside = inside.guarded(frame.guards)
        self._fill_in_defaults(macro.node, inside)
        self._run(macro.node.body, inside)
        self._open.pop()

    def _fill_in_defaults(self, macro: nodes.Macro | nodes.CallBlock, inside: Frame) -> None:
        without: list[nodes.Expr | None] = [None] * (len(macro.args) - len(macro.defaults))
        for argument, default in zip(macro.args, [*without, *macro.defaults], strict=True):
            if argument.name not in inside.names.maps[0]:
                inside.names[argument.name] = self.read(default, inside) if default else OPAQUE


def _attribute_argument(node: nodes.Filter) -> nodes.Const | None:
    position = ATTRIBUTE_ARGUMENT[node.name]
    named: nodes.Expr | None = next(
        (keyword.value for keyword in node.kwargs if keyword.key == "attribute"), None
    )
    if named is None and position is not None and position < len(node.args):
        named = node.args[position]
    return named if isinstance(named, nodes.Const) and isinstance(named.value, str) else None


def _offset_of(name: str, named: nodes.Const, frame: Frame) -> int:
    """Find one name in the text `"product.price"`."""
    found = frame.source.text.find(name, named.lineno)
    return named.lineno if found < 0 else found
