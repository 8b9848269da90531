"""What a test says of data: which is surely no null where it holds, or where it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from jinja2 import nodes

Paths: TypeAlias = frozenset[tuple[str, ...]]
PathsOf: TypeAlias = Callable[[nodes.Node], Paths]

NONE: Paths = frozenset()
DEFINED = "defined"
EMPTY = ("none", "undefined")
"""Tests that hold of a null: here a null is not defined."""
ORDER = ("gt", "gteq", "lt", "lteq")
"""Comparisons that fail on a null, so that whatever comes after one has none."""


def filled_where(test: nodes.Node, paths_of: PathsOf, *, holds: bool) -> Paths:
    """Find the data that is no null where a test holds; or where it does not.

    `paths_of` tells which data a name or a chain of attributes is.
    """
    match test:
        case nodes.Not():
            return filled_where(test.node, paths_of, holds=not holds)
        case nodes.And() | nodes.Or():
            left = filled_where(test.left, paths_of, holds=holds)
            right = filled_where(test.right, paths_of, holds=holds)
            both_are_so = isinstance(test, nodes.And) is holds
            return left | right if both_are_so else left & right
        case nodes.Test():
            says_so = test.name == DEFINED if holds else test.name in EMPTY
            return paths_of(test.node) if says_so else NONE
        case nodes.Compare(ops=[nodes.Operand() as operand]):
            return paths_of(test.expr) if _excludes_null(operand, holds=holds) else NONE
    return paths_of(test) if holds else NONE


def empty_where(test: nodes.Node, paths_of: PathsOf, *, holds: bool) -> Paths:
    """Find the data that is surely empty where a test holds; or where it does not."""
    match test:
        case nodes.Not():
            return empty_where(test.node, paths_of, holds=not holds)
        case nodes.And() | nodes.Or():
            left = empty_where(test.left, paths_of, holds=holds)
            right = empty_where(test.right, paths_of, holds=holds)
            both_are_so = isinstance(test, nodes.And) is holds
            return left | right if both_are_so else left & right
        case nodes.Test():
            says_so = test.name in EMPTY if holds else test.name == DEFINED
            return paths_of(test.node) if says_so else NONE
        case nodes.Filter(name="default" | "d", node=nodes.Node() as value):
            return NONE if holds else paths_of(value)
    return NONE if holds else paths_of(test)


def _excludes_null(operand: nodes.Operand, *, holds: bool) -> bool:
    match operand.op, operand.expr:
        case (("eq" | "ne"), nodes.Const(value=value)):
            is_equal = (operand.op == "eq") is holds
            return is_equal is not (value is None)
        case (("in" | "notin"), nodes.List(items=items) | nodes.Tuple(items=items)):
            is_among = (operand.op == "in") is holds
            return is_among and all(isinstance(item, nodes.Const) for item in items)
    return operand.op in ORDER
