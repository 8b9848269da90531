"""Conditions: lists of one-key maps to the tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo

from orchestrator.catalog import Type
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    Scalar,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.parse.fit import fit, is_upper_end
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import duration, moment

GROUPS: dict[str, Callable[..., AllOf | AnyOf | NoneOf]] = {
    "all": AllOf,
    "any": AnyOf,
    "none": NoneOf,
}


@dataclass(frozen=True)
class ConditionReader:
    reading: Reading
    names: Names
    zone: tzinfo

    def many(self, node: Node) -> tuple[Condition, ...]:
        found = (self._one(item) for item in node.items())
        return tuple(condition for condition in found if condition is not None)

    def where(self, node: Node, event: str) -> tuple[Condition, ...]:
        """Bare property names of one event, each with its test."""
        inside = replace(self, names=self.names.inside(event))
        return tuple(
            condition
            for name, test in node.pairs()
            if (condition := inside.test(Ref(Scope.EVENT, name), test))
        )

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
            within=self.reading.read(node["within"], duration, None),
            since=_since(node["since"].text_or_none()),
            path=node.path,
        )

    def _one(self, item: Node) -> Condition | None:
        for key, node in item.pairs():
            match key:
                case "did" | "did_not":
                    return self.did(node, negated=key == "did_not")
                case "in_segment" | "not_in_segment":
                    return InSegment(node.text(), key == "not_in_segment", node.path)
                case "all" | "any" | "none":
                    return GROUPS[key](self.many(node), node.path)
                case _:
                    return self.test(read_ref(key), node)
        return None

    def test(self, ref: Ref, node: Node) -> Condition | None:
        """A bare value means `is`, a list `in`; several operators mean all of them."""
        if isinstance(node.value, list):
            return self._compare(ref, Operator.IN, node)
        if not node.is_map:
            return self._compare(ref, Operator.IS, node) if node else None
        found = (self._compare(ref, Operator(name), test) for name, test in node.pairs())
        compares = tuple(compare for compare in found if compare is not None)
        if len(compares) == 1:
            return compares[0]
        return AllOf(compares, node.path) if compares else None

    def _compare(self, ref: Ref, operator: Operator, node: Node) -> Compare | None:
        if isinstance(node.value, list):
            values = (self._value(ref, operator, item, n) for n, item in enumerate(node.items()))
            found = tuple(value for value in values if value is not None)
            return Compare(ref, operator, found, node.path) if found else None
        value = self._value(ref, operator, node)
        return None if value is None else Compare(ref, operator, value, node.path)

    def _value(self, ref: Ref, operator: Operator, node: Node, index: int = 0) -> Scalar | None:
        value = node.value
        if value is None or isinstance(value, list | dict):
            return None
        if operator is Operator.SAME_AS:
            return read_ref(str(value))
        if operator in (Operator.EXISTS, Operator.CONTAINS, Operator.STARTS_WITH):
            return value
        wanted = self.names.type_of(ref)
        if operator in (Operator.BEFORE, Operator.AFTER) and not self._is_moment(node, wanted):
            return None
        as_wanted = wanted or (Type.DATE if operator in (Operator.BEFORE, Operator.AFTER) else None)
        return fit(value, as_wanted, self.zone, is_end=is_upper_end(operator, index))

    def _is_moment(self, node: Node, wanted: Type | None) -> bool:
        """A value of another type is left to the rule that says that the operator does not fit."""
        if wanted not in (None, Type.DATE, Type.TIME):
            return True
        return self.reading.read(node, moment, None) is not None


def read_ref(text: str) -> Ref:
    """`customer.NAME`, `trigger.NAME` or `trigger.RECORD.NAME`, as the schema has made sure."""
    scope, *names = text.split(".")
    record = names[0] if len(names) > 1 else None
    return Ref(Scope(scope), names[-1], record)


def _times(node: Node) -> tuple[Times, int]:
    for times in Times:
        if times.value in node:
            return times, node[times.value].number(1)
    return Times.AT_LEAST, 1


def _since(text: str | None) -> Since | None:
    if text is None:
        return None
    if text in (SinceKind.EVER, SinceKind.TRIGGER, SinceKind.ENTRY):
        return Since(SinceKind(text))
    return Since(SinceKind.STEP, text)
