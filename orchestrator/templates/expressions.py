"""Reads expressions: which data of the context they touch, and which they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from jinja2 import nodes

from orchestrator.templates.calls import Calls
from orchestrator.templates.environment import FILTERS
from orchestrator.templates.filter_calls import (
    ATTRIBUTE_ARGUMENT,
    DEFAULTS,
    OF_NUMBERS,
    ONE_ELEMENT,
    SAME_DATA,
    attribute_argument,
    offset_of,
)
from orchestrator.templates.guards import ORDER, empty_where, filled_where
from orchestrator.templates.inspection import ADDED, COMPARED, JOINED
from orchestrator.templates.notes import Notes
from orchestrator.templates.resolving import Resolver, known, place_of
from orchestrator.templates.values import (
    OPAQUE,
    Data,
    Frame,
    Listed,
    Value,
    either,
    element_of,
    filled,
    unless_missing,
)

COMPUTING = (nodes.BinExpr, nodes.Concat, nodes.UnaryExpr)


class Expressions:
    def __init__(self, notes: Notes, run: Callable[[Sequence[nodes.Node], Frame], None]) -> None:
        self._notes = notes
        self._resolver = Resolver(notes, self.read)
        self.calls = Calls(notes, self._resolver, self.read, run)

    def read(self, node: nodes.Node, frame: Frame, *, needed: bool = False) -> Value:
        """Note all that the expression reads, and tell what it stands for.

        What is needed is printed or computed with: a null would stop the message.
        """
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                return self._data(node, frame, needed=needed)
            case nodes.Call():
                self.calls.call(node, frame)
                return OPAQUE
            case nodes.Filter():
                return self._filter(node, frame, needed=needed)
        return self._compound(node, frame, needed=needed)

    def _compound(self, node: nodes.Node, frame: Frame, *, needed: bool) -> Value:
        match node:
            case nodes.CondExpr():
                return self._conditional(node, frame, needed=needed)
            case nodes.And():
                self.read(node.left, frame)
                return self.read(node.right, self.where(node.left, frame), needed=needed)
            case nodes.Or():
                left, frame = self.read(node.left, frame), self.where_not(node.left, frame)
                self._notes.showing(left)
                return unless_missing(left, self.read(node.right, frame, needed=needed))
            case nodes.List() | nodes.Tuple():
                return self._list(node, frame)
            case nodes.Test(name="defined" | "undefined"):
                frame = frame.guarded(self._paths(node.node, frame))
            case nodes.Compare():
                return self._comparison(node, frame)
        return self._computation(node, frame)

    def _computation(self, node: nodes.Node, frame: Frame) -> Value:
        if isinstance(node, nodes.Add):
            return self._sum(node, frame)
        computes = isinstance(node, COMPUTING) and not isinstance(node, nodes.Not)
        self._read_all(node.iter_child_nodes(), frame, needed=computes)
        return OPAQUE

    def _data(
        self, node: nodes.Name | nodes.Getattr | nodes.Getitem, frame: Frame, *, needed: bool
    ) -> Value:
        value = known(self._resolver.resolve(node, frame), frame)
        self._notes.reading(value, frame)
        if needed:
            self._notes.needing(value, place_of(node, frame), frame)
        return value

    def _comparison(self, node: nodes.Compare, frame: Frame) -> Value:
        """A null equals nothing and is in no list; it has no order, and nothing is in it."""
        ops = [operand.op for operand in node.ops]
        has_order = any(op in ORDER for op in ops)
        value = self.read(node.expr, frame, needed=has_order)
        if has_order and len(ops) == 1:
            self._beside(node.expr, value, node.ops[0].expr, COMPARED, frame)
        for operand in node.ops:
            looks_inside = operand.op in ("in", "notin")
            self.read(operand.expr, frame, needed=has_order or looks_inside)
        return OPAQUE

    def _beside(
        self, node: nodes.Node, value: Value, other: nodes.Node, how: str, frame: Frame
    ) -> None:
        """Note what stands beside a number or a text that is written out."""
        match other:
            case nodes.Const(value=bool()):
                return
            case nodes.Const(value=str()):
                self._notes.using(value, f"{how} text", place_of(node, frame), frame)
            case nodes.Const(value=int() | float()):
                self._notes.using(value, f"{how} number", place_of(node, frame), frame)

    def _sum(self, node: nodes.Add, frame: Frame) -> Value:
        left = self.read(node.left, frame, needed=True)
        right = self.read(node.right, frame, needed=True)
        self._beside(node.left, left, node.right, ADDED, frame)
        self._beside(node.right, right, node.left, ADDED, frame)
        return OPAQUE

    def _list(self, node: nodes.List | nodes.Tuple, frame: Frame) -> Value:
        elements = [self.read(item, frame) for item in node.items]
        return Listed(reduce(either, elements)) if elements else OPAQUE

    def where(self, test: nodes.Node, frame: Frame) -> Frame:
        """Tell what is known where a test holds."""
        guarded = frame.guarded(self._defined_by(test, frame))
        return guarded.where_filled(
            filled_where(test, lambda node: self._paths(node, frame), holds=True)
        )

    def where_not(self, test: nodes.Node, frame: Frame) -> Frame:
        """Tell what is known where a test does not hold."""
        return frame.where_filled(
            filled_where(test, lambda node: self._paths(node, frame), holds=False)
        )

    def _defined_by(self, test: nodes.Node, frame: Frame) -> frozenset[tuple[str, ...]]:
        """Find the data that surely exists where `trigger.coupon is defined` holds."""
        match test:
            case nodes.And():
                return self._defined_by(test.left, frame) | self._defined_by(test.right, frame)
            case nodes.Test(name="defined"):
                return self._paths(test.node, frame)
        return frozenset()

    def _paths(self, node: nodes.Node, frame: Frame) -> frozenset[tuple[str, ...]]:
        if not isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            return frozenset()
        value = self._resolver.resolve(node, frame)
        return frozenset({value.path} if isinstance(value, Data) else ())

    def _read_all(
        self, expressions: Iterable[nodes.Node], frame: Frame, *, needed: bool = False
    ) -> None:
        for expression in expressions:
            self.read(expression, frame, needed=needed)

    # Conditions

    def _conditional(self, node: nodes.CondExpr, frame: Frame, *, needed: bool) -> Value:
        self.read(node.test, frame)
        with self._notes.arm() as in_first:
            first = self.read(node.expr1, self.where(node.test, frame), needed=needed)
        with self._notes.arm() as in_second:
            where_not = self.where_not(node.test, frame)
            second = self.read(node.expr2, where_not, needed=needed) if node.expr2 else OPAQUE
        in_first |= self.empty_where(node.test, frame, holds=True)
        in_second |= self.empty_where(node.test, frame, holds=False)
        self._notes.surely(in_first & in_second)
        return either(first, second) if node.expr2 else OPAQUE

    def empty_where(
        self, test: nodes.Node, frame: Frame, *, holds: bool
    ) -> frozenset[tuple[str, ...]]:
        """Tell what is empty there, so that nobody misses it: `{% if unsubscribe_url %}`."""
        return empty_where(test, lambda node: self._paths(node, frame), holds=holds)

    # Filters

    def _filter(self, node: nodes.Filter, frame: Frame, *, needed: bool) -> Value:
        has_default = node.name in DEFAULTS
        value = self.read(node.node, frame, needed=not has_default) if node.node else OPAQUE
        needed = needed or not has_default
        arguments = [self.read(argument, frame, needed=needed) for argument in node.args]
        self._read_all((keyword.value for keyword in node.kwargs), frame, needed=needed)
        self._using(node, value, frame)
        if node.name in ATTRIBUTE_ARGUMENT and isinstance(value, Data):
            self._named_attribute(node, value, frame)
        if has_default:
            self._notes.showing(value)
            return unless_missing(value, arguments[0] if arguments else OPAQUE)
        if node.name in SAME_DATA:
            return filled(value)
        return element_of(value) if node.name in ONE_ELEMENT else OPAQUE

    def _using(self, node: nodes.Filter, value: Value, frame: Frame) -> None:
        if node.name in (*FILTERS, *OF_NUMBERS) and node.node:
            self._notes.using(value, node.name, place_of(node.node, frame), frame)
        elif node.name == "join" and node.node and attribute_argument(node) is None:
            self._notes.using(value, JOINED, place_of(node.node, frame), frame)

    def _named_attribute(self, node: nodes.Filter, value: Data, frame: Frame) -> None:
        """`trigger.items | sum("price")` reads trigger.items.*.price."""
        named = attribute_argument(node)
        if named is None:
            return
        for dotted in named.value.split(","):
            read = element_of(value.behind_a_name())
            for name in dotted.split("."):
                read = self._resolver.member(read, name, offset_of(name, named, frame), frame)
            if not any(name.isdigit() for name in dotted.split(".")):
                self._notes.reading(read, frame)
