"""Conditions: lists of one-key maps to the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import tzinfo

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Quantifier,
    Ref,
    Responded,
    Response,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.diagnostics import Code
from orchestrator.parse.comparisons import ComparisonReader
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.references import ConstantReader, Constants, read_ref
from orchestrator.parse.values import duration
from orchestrator.records import dataclass
from orchestrator.schema import nearest

GROUPS: dict[str, Callable[..., AllOf | AnyOf | NoneOf]] = {
    "all": AllOf,
    "any": AnyOf,
    "none": NoneOf,
}
ITEMS = "items"
WORDS_OF_SINCE = (SinceKind.EVER, SinceKind.TRIGGER, SinceKind.ENTRY, SinceKind.MESSAGE)
SCOPES = (Scope.CUSTOMER.value, Scope.TRIGGER.value)


@dataclass(frozen=True)
class ConditionReader:
    reading: Reading
    names: Names
    zone: tzinfo
    constants: Constants | None = None

    def many(self, node: Node) -> tuple[Condition, ...]:
        found = (self._one(item) for item in node.items())
        return tuple(condition for condition in found if condition is not None)

    def where(self, node: Node, event: str) -> tuple[Condition, ...]:
        """Bare property names of one event, each with its test."""
        inside = replace(self, names=self.names.inside(event))
        found = (
            inside.lines(Scope.EVENT, test)
            if name == ITEMS
            else inside.test(Ref(Scope.EVENT, name), test)
            for name, test in node.pairs()
        )
        return tuple(condition for condition in found if condition is not None)

    def lines(self, scope: Scope, node: Node) -> Condition | None:
        """Several quantifiers mean all of them."""
        inside = replace(self, names=self.names.inside_lines(scope))
        found = tuple(
            Lines(scope, Quantifier(word), inside.line(below), below.path)
            for word, below in node.pairs()
        )
        if len(found) > 1:
            return AllOf(found, node.path)
        return found[0] if found else None

    def line(self, node: Node) -> tuple[Condition, ...]:
        found = (self.test(Ref(Scope.LINE, name), test) for name, test in node.pairs())
        return tuple(condition for condition in found if condition is not None)

    def test(self, ref: Ref, node: Node) -> Condition | None:
        constants = ConstantReader(self.reading, self.constants)
        return ComparisonReader(self.reading, self.names, self.zone, constants).test(ref, node)

    def did(self, node: Node, *, negated: bool = False) -> Did:
        if not node.is_map:
            return Did(node.text(), negated, path=node.path)
        event = node["event"].text()
        times, count = _times(node)
        return Did(
            event,
            negated,
            where=self.where(node["where"], event),
            times=times,
            count=count,
            sums=tuple(self._sums(node["sum"], event)),
            within=self.reading.read(node["within"], duration, None),
            since=_since(node["since"].text_or_none()),
            path=node.path,
        )

    def _sums(self, node: Node, event: str) -> Iterator[Compare]:
        inside = replace(self, names=self.names.inside(event))
        for name, test in node.pairs():
            match inside.test(Ref(Scope.EVENT, name), test):
                case Compare() as compare:
                    yield compare
                case AllOf() as several:
                    yield from (c for c in several.conditions if isinstance(c, Compare))
                case _:
                    pass  # what could not be read has been said

    def _one(self, item: Node) -> Condition | None:
        """The single condition of an item; one whose value was wrong has been taken out."""
        for key, node in item.pairs():
            return self._of(key, node)
        return None

    def _of(self, key: str, node: Node) -> Condition | None:
        if key in GROUPS:
            return GROUPS[key](self.many(node), node.path)
        if key == "trigger.items":
            return self.lines(Scope.TRIGGER, node)
        match key.removesuffix("_not").removeprefix("not_"):
            case "did":
                return self.did(node, negated=key == "did_not")
            case "in_segment":
                return InSegment(node.text(), key == "not_in_segment", node.path)
            case "received" | "opened" | "clicked":
                return self._responded(key, node)
            case _:
                return self._of_value(key, node)

    def _responded(self, key: str, node: Node) -> Responded:
        return Responded(
            Response(key.removeprefix("not_")),
            (node["step"] if node.is_map else node).text_or_none(),
            node["flow"].text_or_none(),
            self.reading.read(node["within"], duration, None),
            key.startswith("not_"),
            node.path,
        )

    def _of_value(self, key: str, node: Node) -> Condition | None:
        meant = self._meant(key)
        if meant:
            message = f'unknown key "{key}"'
            self.reading.say(Code.UNKNOWN_KEY, node.path, message, on_key=True, suggestion=meant)
        return self.test(read_ref(key), node)

    def _meant(self, key: str) -> str | None:
        """What a key was meant to be whose first part is nearly a scope, or a record of the trigger."""
        scope, _, name = key.partition(".")
        if scope in (*SCOPES, *self.names.awaited):
            return None
        if scope in self.names.records:
            return f"{Scope.TRIGGER}.{key}"
        close = nearest(scope, SCOPES)
        return f"{close}.{name}" if close else None


def _times(node: Node) -> tuple[Times, int]:
    for times in Times:
        if times.value in node:
            return times, node[times.value].number(1)
    return Times.AT_LEAST, 1


def _since(text: str | None) -> Since | None:
    if text is None:
        return None
    if text in WORDS_OF_SINCE:
        return Since(SinceKind(text))
    return Since(SinceKind.STEP, text)
