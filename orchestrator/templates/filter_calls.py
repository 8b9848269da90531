"""What Jinja's own filters do with the data that they are given."""

from __future__ import annotations

from jinja2 import nodes

from orchestrator.templates.values import Frame

DEFAULTS = ("d", "default")

SAME_DATA = frozenset(
    {"d", "default", "list", "reject", "rejectattr", "reverse", "select", "selectattr"}
    | {"sort", "unique"}
)
"""Filters that hand on the list, or the value, that they were given."""

OF_NUMBERS = ("abs", "round")
"""Jinja's own that take nothing else."""

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


def attribute_argument(node: nodes.Filter) -> nodes.Const | None:
    position = ATTRIBUTE_ARGUMENT[node.name]
    named: nodes.Expr | None = next(
        (keyword.value for keyword in node.kwargs if keyword.key == "attribute"), None
    )
    if named is None and position is not None and position < len(node.args):
        named = node.args[position]
    return named if isinstance(named, nodes.Const) and isinstance(named.value, str) else None


def offset_of(name: str, named: nodes.Const, frame: Frame) -> int:
    """Find one name in the text `"product.price"`."""
    found = frame.source.text.find(name, named.lineno)
    return named.lineno if found < 0 else found
