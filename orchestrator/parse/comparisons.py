"""Tests of one value: comparisons and ranks."""

from __future__ import annotations

from datetime import tzinfo

from orchestrator.catalog import Type
from orchestrator.conditions import (
    AllOf,
    Compare,
    Condition,
    Operator,
    Ranked,
    Ref,
    Scalar,
    Scope,
)
from orchestrator.diagnostics import Code
from orchestrator.parse.fit import fit, is_upper_end
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.references import ConstantReader, read_ref, reference_in
from orchestrator.parse.values import moment, rank, share
from orchestrator.records import dataclass

OF_TEXT = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH)
OF_MOMENTS = (Operator.BEFORE, Operator.AFTER)
EQUALITY = (Operator.IS, Operator.IS_NOT)
ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
MEASURED = (Type.NUMBER, Type.DATE, Type.TIME)
RANKS = ("top", "bottom", "between_ranks")
WHOLE = 100.0


@dataclass(frozen=True)
class ComparisonReader:
    reading: Reading
    names: Names
    zone: tzinfo
    constants: ConstantReader

    def test(self, ref: Ref, node: Node) -> Condition | None:
        """A bare value means `is`, a list `in`; several operators mean all of them."""
        if isinstance(node.value, list):
            return self._compare(ref, Operator.IN, node)
        if not node.is_map:
            return self._compare(ref, Operator.IS, node) if node else None
        if any(word in node for word in RANKS):
            return self._ranked(ref, node)
        tests = ((name, test) for name, test in node.pairs() if name != "among")
        found = (self._compare(ref, Operator(name), test) for name, test in tests)
        compares = tuple(compare for compare in found if compare is not None)
        if len(compares) == 1:
            return compares[0]
        return AllOf(compares, node.path) if compares else None

    def _ranked(self, ref: Ref, node: Node) -> Ranked | None:
        word = next(word for word in RANKS if word in node)
        if ref.scope is not Scope.CUSTOMER:
            message = f'"{word}" ranks customers, so it can only test a value of the customer'
            self.reading.say(Code.NOT_ALLOWED, node[word].path, message, on_key=True)
            return None
        ends = self._ends(word, node[word])
        return Ranked(ref, *ends, node["among"].text_or_none(), node[word].path) if ends else None

    def _ends(self, word: str, node: Node) -> tuple[float, float] | None:
        """In per cent, counted from the highest value."""
        if word == "between_ranks":
            return self._between(node)
        part = self.reading.read(node, share, None)
        if part is None:
            return None
        return (0.0, part) if word == "top" else (WHOLE - part, WHOLE)

    def _between(self, node: Node) -> tuple[float, float] | None:
        read = [self.reading.read(item, rank, None) for item in node.items()]
        ends = [end for end in read if end is not None]
        if len(ends) < 2:  # noqa: PLR2004
            return None
        start, end = ends
        if start < end:
            return start, end
        message = "ranks are counted from the highest value, so the smaller percentage comes first"
        self.reading.say(Code.BAD_VALUE, node.path, message)
        return None

    def _compare(self, ref: Ref, operator: Operator, node: Node) -> Compare | None:
        if isinstance(node.value, list):
            values = (self._value(ref, operator, item, n) for n, item in enumerate(node.items()))
            found = tuple(value for value in values if value is not None)
            return Compare(ref, operator, found, node.path) if found else None
        value = self._value(ref, operator, node)
        return None if value is None else Compare(ref, operator, value, node.path)

    def _value(self, ref: Ref, operator: Operator, node: Node, index: int = 0) -> Scalar | None:
        if operator is Operator.SAME_AS:
            return read_ref(str(node.value)) if node else None
        node = self.constants.fill(node)
        value = node.value
        if value is None or isinstance(value, list | dict):
            return None
        if operator in (Operator.EXISTS, *OF_TEXT):
            return str(value) if operator in OF_TEXT else value
        wanted = self.names.type_of(ref)
        other = self._other(operator, value, wanted)
        if other is not None:
            return other
        if operator in OF_MOMENTS and not self._is_moment(node, wanted):
            return None
        as_wanted = wanted or (Type.DATE if operator in OF_MOMENTS else None)
        return fit(value, as_wanted, self.zone, is_end=is_upper_end(operator, index))

    def _other(self, operator: Operator, value: Scalar, wanted: Type | None) -> Ref | None:
        """The value that a text names, where the text itself cannot be meant."""
        is_measured = operator in EQUALITY and wanted in MEASURED
        if not (is_measured or operator in (*ORDER, *OF_MOMENTS)):
            return None
        return reference_in(value, self.names.awaited)

    def _is_moment(self, node: Node, wanted: Type | None) -> bool:
        """A value of another type is left to the rule that says that the operator does not fit."""
        if wanted not in (None, Type.DATE, Type.TIME) or not isinstance(node.value, str):
            return True
        return self.reading.read(node, moment, None) is not None
