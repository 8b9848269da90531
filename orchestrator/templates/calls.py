"""Reads calls: what a macro of the template does with the data that it is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jinja2 import nodes

from orchestrator.templates.inspection import CALLED
from orchestrator.templates.notes import Notes
from orchestrator.templates.resolving import Resolver, known, place_of
from orchestrator.templates.values import OPAQUE, Frame, MacroValue, ModuleValue, Value

DEEPEST_RECURSION = 3
"""How often a macro that calls itself is followed."""


class Calls:
    """`read` reads an expression, and `run` the statements of a macro."""

    def __init__(
        self,
        notes: Notes,
        resolver: Resolver,
        read: Callable[[nodes.Node, Frame], Value],
        run: Callable[[Sequence[nodes.Node], Frame], None],
    ) -> None:
        self._notes = notes
        self._resolver = resolver
        self._read = read
        self._run = run
        self._printed: dict[tuple[object, ...], frozenset[tuple[str, ...]]] = {}
        """By call that was followed: what it surely prints."""
        self._open: list[nodes.Node] = []

    def call(self, node: nodes.Call, frame: Frame, caller: Value = OPAQUE) -> bool:
        """Read a call, and what the macro does with it; False when the macro isn't known."""
        arguments = [self._read(argument, frame) for argument in node.args]
        named = {keyword.key: self._read(keyword.value, frame) for keyword in node.kwargs}
        dynamic = [argument for argument in (node.dyn_args, node.dyn_kwargs) if argument]
        for each in dynamic:
            self._read(each, frame)
        callee = self._callee(node.node, frame)
        if not isinstance(callee, MacroValue):
            for value in (*arguments, *named.values()):
                self._notes.showing(value)
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
            return self._read(node, frame)
        base = self._resolver.resolve(node.node, frame)
        if isinstance(base, ModuleValue):
            return self._resolver.member(base, node.attr, node.lineno, frame)
        self._notes.reading(base, frame)
        self._notes.using(
            base,
            f"{CALLED} {node.attr}",
            place_of(node, frame) or place_of(node.node, frame),
            frame,
        )
        self._notes.needing(known(base, frame), place_of(node.node, frame), frame)
        return OPAQUE

    def _call_macro(self, macro: MacroValue, given: dict[str, Value], frame: Frame) -> None:
        call = (macro.node, frozenset(given.items()), frame.guards, frame.filled)
        depth = sum(node is macro.node for node in self._open)
        if call in self._printed or depth == DEEPEST_RECURSION:
            self._notes.surely(self._printed.get(call, ()))
            return
        self._printed[call] = frozenset()
        self._open.append(macro.node)
        inside = macro.frame.inner({"kwargs": OPAQUE, "varargs": OPAQUE, **given})
        inside = inside.guarded(frame.guards).where_filled(frame.filled)
        with self._notes.arm() as printed:
            self._fill_in_defaults(macro.node, inside)
            self._run(macro.node.body, inside)
        self._open.pop()
        self._printed[call] = frozenset(printed)
        self._notes.surely(printed)

    def _fill_in_defaults(self, macro: nodes.Macro | nodes.CallBlock, inside: Frame) -> None:
        without: list[nodes.Expr | None] = [None] * (len(macro.args) - len(macro.defaults))
        for argument, default in zip(macro.args, [*without, *macro.defaults], strict=True):
            if argument.name not in inside.names.maps[0]:
                inside.names[argument.name] = self._read(default, inside) if default else OPAQUE
