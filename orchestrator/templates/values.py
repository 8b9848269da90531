"""What is known of a value while a template is read: which data it is, or nothing."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TypeAlias

from jinja2 import nodes

from orchestrator.records import dataclass
from orchestrator.templates.inspection import ELEMENT, Place
from orchestrator.templates.source import Source


@dataclass(frozen=True)
class Data:
    """Something of the context. A name that stands in another expression has no place."""

    path: tuple[str, ...]
    places: tuple[Place | None, ...] = field(compare=False)
    is_filled: bool = False
    """It is surely no null here: an `if` asked for it, or a default stands in."""

    def member(self, name: str, place: Place | None) -> Data:
        return Data((*self.path, name), (*self.places, place))

    def behind_a_name(self) -> Data:
        """Return the same data, read through a variable: its places are elsewhere."""
        return replace(self, places=(None,) * len(self.path))


@dataclass(frozen=True)
class Choice:
    """One of several data, nobody knows which: needed perhaps, but never complained about."""

    options: frozenset[Data]

    def member(self, name: str, place: Place | None) -> Choice:
        return Choice(frozenset(option.member(name, place) for option in self.options))


@dataclass(frozen=True)
class Listed:
    """A list that the template itself writes."""

    elements: Value


@dataclass(frozen=True)
class Opaque:
    """Something of which nothing is known, so that nothing is said about it."""


@dataclass(frozen=True, eq=False)
class MacroValue:
    """A macro; or what a `{% call %}` block holds, which the macro gets as `caller`."""

    node: nodes.Macro | nodes.CallBlock
    frame: Frame


@dataclass(frozen=True, eq=False)
class ModuleValue:
    """What `{% import %}` binds."""

    file: str
    exports: Mapping[str, Value]


@dataclass(frozen=True)
class Loop:
    """What `loop` is in a `for`."""


Value: TypeAlias = Data | Choice | Listed | Opaque | MacroValue | ModuleValue | Loop
OPAQUE = Opaque()


@dataclass(frozen=True)
class Layout:
    """The blocks of a template and of all that it extends, the outermost override first."""

    blocks: Mapping[str, tuple[tuple[Source, nodes.Block], ...]]
    top: ChainMap[str, Value]


@dataclass(frozen=True)
class Frame:
    """Where in the templates the reader stands, and which names it can see there."""

    source: Source
    names: ChainMap[str, Value]
    sees_context: bool = True
    guards: frozenset[tuple[str, ...]] = frozenset()
    """Paths that an `is defined` test around this place has asked for."""
    filled: frozenset[tuple[str, ...]] = frozenset()
    """Paths that are surely no null here, because an `if` around this place says so."""
    layout: Layout | None = None

    def inner(self, names: Mapping[str, Value] | None = None) -> Frame:
        """Open a nested scope: what is set inside stays inside."""
        return replace(self, names=self.names.new_child(dict(names or {})))

    def guarded(self, paths: frozenset[tuple[str, ...]]) -> Frame:
        return replace(self, guards=self.guards | paths)

    def where_filled(self, paths: frozenset[tuple[str, ...]]) -> Frame:
        return replace(self, filled=self.filled | paths)


def either(first: Value, second: Value) -> Value:
    """Tell what is known of a value that is one of two."""
    if first == second:
        return first
    if isinstance(first, Data) and isinstance(second, Data) and first.path == second.path:
        return replace(first, is_filled=False)
    if isinstance(first, Listed) and isinstance(second, Listed):
        return Listed(either(first.elements, second.elements))
    options = options_of(first) | options_of(second)
    return Choice(options) if options else OPAQUE


def unless_missing(value: Value, replacement: Value) -> Value:
    """Tell what `value or replacement` is: with a plain word to fall back on it is no null."""
    return either(value, replacement) if options_of(replacement) else filled(value)


def filled(value: Value) -> Value:
    return replace(value, is_filled=True) if isinstance(value, Data) else value


def element_of(value: Value) -> Value:
    match value:
        case Data() | Choice():
            return value.member(ELEMENT, None)
        case Listed():
            return value.elements
    return OPAQUE


def options_of(value: Value) -> frozenset[Data]:
    """The data that a value may be."""
    match value:
        case Data():
            return frozenset({value})
        case Choice():
            return value.options
    return frozenset()
