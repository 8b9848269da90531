"""Reads templates the way Jinja would run them, with data of which only the names are known.

Where something can't be known, nothing is said: a false alarm costs more than a missed typo,
which still stops its message when it is rendered.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from jinja2 import nodes

from orchestrator.templates.comments import is_in_comment
from orchestrator.templates.expressions import Expressions
from orchestrator.templates.files import JSON
from orchestrator.templates.inspection import PRINTED, Inspection
from orchestrator.templates.json_check import json_problem
from orchestrator.templates.layouts import blocks_of, calls_super, without_output
from orchestrator.templates.library import Library, constant_names
from orchestrator.templates.notes import Notes
from orchestrator.templates.pulling import Pulling
from orchestrator.templates.resolving import place_of
from orchestrator.templates.source import Source
from orchestrator.templates.values import (
    OPAQUE,
    Data,
    Frame,
    Layout,
    Loop,
    MacroValue,
    ModuleValue,
    Value,
    either,
    element_of,
)


class Reader:
    """One reading of one template, with all that it extends, includes and imports."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._notes = Notes()
        self._pulling = Pulling(library, self._notes)
        self._expressions = Expressions(self._notes, self._statements)
        self._shown_blocks: set[nodes.Block] = set()
        self._open: dict[Source, int] = {}
        """What is being read, and how many arms were open where it began."""

    def read_file(self, name: str) -> None:
        source = self._pulling.load(name)
        if source:
            self.read(source)
        if source and name.endswith(JSON) and not self._library.problems(name):
            problem = json_problem(source)
            if problem:
                self._notes.problem(problem)

    def read(self, source: Source) -> None:
        self._template(source, Frame(source, ChainMap()))

    def inspection(self) -> Inspection:
        return self._notes.inspection()

    # Templates, layouts and blocks

    def _template(self, source: Source, frame: Frame) -> None:
        if source in self._open:  # included in a circle: once is enough
            return
        before, self._open = self._open, {**self._open, source: self._notes.depth}
        chain, complete = self._pulling.chain(source)
        frame = replace(frame, layout=Layout(blocks_of(chain), frame.names))
        for child in chain[:-1]:
            self._statements(without_output(child.tree.body), replace(frame, source=child))
        self._statements(chain[-1].tree.body, replace(frame, source=chain[-1]))
        if complete and len(chain) > 1:
            self._note_blocks_never_shown(source)
        self._open = before

    def _note_blocks_never_shown(self, source: Source) -> None:
        for block in source.tree.find_all(nodes.Block):
            if block not in self._shown_blocks:
                message = f'no layout has a block "{block.name}": its content is never shown'
                self._notes.problem(source.problem(block.lineno, message))

    def _block(self, node: nodes.Block, frame: Frame) -> None:
        overrides = frame.layout.blocks[node.name] if frame.layout else ()
        names = frame.names if node.scoped or not frame.layout else frame.layout.top
        for source, block in overrides:
            self._shown_blocks.add(block)
            inside = replace(frame, source=source, names=names).inner({"super": OPAQUE})
            self._statements(block.body, inside)
            if not calls_super(block):
                return

    # Statements

    def _statements(self, body: Iterable[nodes.Node], frame: Frame) -> None:
        for node in body:
            self._statement(node, frame)

    def _statement(self, node: nodes.Node, frame: Frame) -> None:
        match node:
            case nodes.For():
                self._for(node, frame)
            case nodes.If():
                self._if(node, frame)
            case nodes.With():
                self._with(node, frame)
            case nodes.Block():
                self._block(node, frame)
            case nodes.CallBlock():
                self._call_block(node, frame)
            case nodes.FilterBlock() | nodes.ScopedEvalContextModifier():
                self._statements(node.body, frame.inner())
            case nodes.Include():
                self._include(node, frame)
            case nodes.Extends():
                self._read_dynamic(node.template, frame)
            case _:
                self._definition(node, frame)

    def _definition(self, node: nodes.Node, frame: Frame) -> None:
        match node:
            case nodes.Assign():
                _bind(node.target, self._expressions.read(node.node, frame), frame)
            case nodes.AssignBlock():
                self._statements(node.body, frame.inner())
                _bind(node.target, OPAQUE, frame)
            case nodes.Output():
                self._output(node, frame)
            case nodes.Macro():
                frame.names[node.name] = MacroValue(node, frame)
            case nodes.Import():
                frame.names[node.target] = self._module(node, frame) or OPAQUE
            case nodes.FromImport():
                self._from_import(node, frame)
            case _:
                for child in node.iter_child_nodes():
                    self._expressions.read(child, frame)

    def _output(self, node: nodes.Output, frame: Frame) -> None:
        # JSON has a word for nothing.
        needed = not frame.source.file.endswith(JSON)
        for child in node.nodes:
            with self._notes.arm() as printed:
                value = self._expressions.read(child, frame, needed=needed)
            self._notes.using(value, PRINTED, place_of(child, frame), frame)
            if not is_in_comment(frame.source, child.lineno):
                self._notes.surely(printed)

    def _for(self, node: nodes.For, frame: Frame) -> None:
        element = element_of(self._expressions.read(node.iter, frame))
        inside = frame.inner({"loop": Loop()})
        _bind(node.target, element, inside)
        if node.test:
            self._expressions.read(node.test, inside)
            inside = self._expressions.where(node.test, inside)
        if node.else_:  # who says what stands there for an empty list has asked
            inside = self._expressions.where(node.iter, inside)
        with self._notes.arm() as in_body:
            self._statements(node.body, inside)
        with self._notes.arm() as in_else:
            self._statements(node.else_, frame.inner())
        self._notes.surely(in_body & in_else)

    def _if(self, node: nodes.If, frame: Frame) -> None:
        outcomes: list[Mapping[str, Value]] = []
        here = frame
        printed: list[set[tuple[str, ...]]] = []
        empty: frozenset[tuple[str, ...]] = frozenset()
        """Nobody misses in an arm what is not there where it is taken."""
        for test, body in _arms(node):
            arm, of_arm = here.inner(), empty
            if test:
                self._expressions.read(test, here)
                arm = self._expressions.where(test, arm)
                of_arm = empty | self._expressions.empty_where(test, here, holds=True)
                empty |= self._expressions.empty_where(test, here, holds=False)
                here = self._expressions.where_not(test, here)
            with self._notes.arm() as in_arm:
                self._statements(body, arm)
            printed.append(in_arm | of_arm)
            outcomes.append(arm.names.maps[0])
        self._notes.surely(set.intersection(*printed))
        for name in {name for outcome in outcomes for name in outcome}:
            frame.names[name] = _merged(name, outcomes, frame)

    def _with(self, node: nodes.With, frame: Frame) -> None:
        inside = frame.inner()
        for target, expression in zip(node.targets, node.values, strict=True):
            _bind(target, self._expressions.read(expression, frame), inside)
        self._statements(node.body, inside)

    def _call_block(self, node: nodes.CallBlock, frame: Frame) -> None:
        if not self._expressions.calls.call(node.call, frame, MacroValue(node, frame)):
            inside = frame.inner({argument.name: OPAQUE for argument in node.args})
            self._statements(node.body, inside)

    # Other files

    def _include(self, node: nodes.Include, frame: Frame) -> None:
        self._read_dynamic(node.template, frame)
        verb = None if node.ignore_missing else "includes"
        target = self._pulling.target(node.template, frame.source, verb)
        if target and self._open.get(target) == self._notes.depth:
            self._pulling.circle(node, frame.source, "includes")
        if target and node.with_context:
            self._template(target, replace(frame.inner(), source=target))
        elif target:
            self._template(target, Frame(target, ChainMap(), sees_context=False))

    def _module(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> ModuleValue | None:
        self._read_dynamic(node.template, frame)
        target = self._pulling.target(node.template, frame.source, "imports")
        if target is None:
            return None
        names = frame.names.new_child() if node.with_context else ChainMap()
        sees_context = node.with_context and frame.sees_context
        inside = Frame(target, names, sees_context, frame.guards, frame.filled)
        self._template(target, inside)
        return ModuleValue(target.file, names.maps[0])

    def _from_import(self, node: nodes.FromImport, frame: Frame) -> None:
        module = self._module(node, frame)
        for entry in node.names:
            name, bound = entry if isinstance(entry, tuple) else (entry, entry)
            frame.names[bound] = module.exports.get(name, OPAQUE) if module else OPAQUE
            if module and name not in module.exports:
                message = f'{module.file} has no macro "{name}"'
                self._notes.problem(frame.source.problem(node.lineno, message))

    def _read_dynamic(self, template: nodes.Node, frame: Frame) -> None:
        if not constant_names(template):
            self._notes.pulled_in_by_data()
            self._expressions.read(template, frame)


def _bind(target: nodes.Node, value: Value, frame: Frame) -> None:
    if isinstance(target, nodes.Name):
        frame.names[target.name] = value.behind_a_name() if isinstance(value, Data) else value
    elif isinstance(target, nodes.Tuple):
        for item in target.items:
            _bind(item, OPAQUE, frame)


def _arms(node: nodes.If) -> Iterator[tuple[nodes.Node | None, Sequence[nodes.Node]]]:
    yield node.test, node.body
    for arm in node.elif_:
        yield arm.test, arm.body
    yield None, node.else_


def _merged(name: str, outcomes: Iterable[Mapping[str, Value]], frame: Frame) -> Value:
    """Tell what a name stands for after an `if` of which any arm may have been taken."""
    unbound = Data((name,), (None,)) if frame.sees_context else OPAQUE
    before = frame.names.get(name, unbound)
    values = [outcome.get(name, before) for outcome in outcomes]
    merged = values[0]
    for value in values[1:]:
        merged = either(merged, value)
    return merged
