"""Conditions nested at random: both databases answer as plain Python does, nulls included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.compiler import compile_flow
from orchestrator.conditions import AllOf, AnyOf, Compare, Condition, NoneOf, Operator, Ref, Scope
from tests.engine.texts import MONTHS_THEN_HELLO, SIGNED_UP
from tests.engine.values import NOW, PEOPLE, Person
from tests.engine.world import World

FLOW = SIGNED_UP + MONTHS_THEN_HELLO
ATTRIBUTES = {"text": "country", "number": "points", "boolean": "is_vip"}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["SE", "se", "", "a%b_c", "_", "%", "'", ": now", "NO"]),
    "number": st.sampled_from([-1, 0, 0.1, 9.99, 10, 10.5, 100, 2_500_000_000]),
    "boolean": st.booleans(),
}
Test = Callable[[Any, Any], bool]
TESTS: dict[str, dict[Operator, Test]] = {
    "text": {
        Operator.CONTAINS: lambda v, to: to in v,
        Operator.NOT_CONTAINS: lambda v, to: to not in v,
        Operator.STARTS_WITH: lambda v, to: v.startswith(to),
    },
    "number": {
        Operator.AT_LEAST: lambda v, to: v >= to,
        Operator.AT_MOST: lambda v, to: v <= to,
        Operator.MORE_THAN: lambda v, to: v > to,
        Operator.LESS_THAN: lambda v, to: v < to,
    },
    "boolean": {},
}
EQUAL: dict[Operator, Test] = {
    Operator.IS: lambda v, to: v == to,
    Operator.IS_NOT: lambda v, to: v != to,
}
OF_NULL = {Operator.IS_NOT: True, Operator.NOT_CONTAINS: True}


@st.composite
def comparisons(draw: st.DrawFn) -> Compare:
    kind = draw(st.sampled_from(sorted(ATTRIBUTES)))
    operator = draw(st.sampled_from([Operator.EXISTS, *EQUAL, *TESTS[kind]]))
    value = draw(st.booleans() if operator is Operator.EXISTS else VALUES[kind])
    return Compare(Ref(Scope.CUSTOMER, ATTRIBUTES[kind]), operator, value)


def groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), several.map(NoneOf))


def holds(condition: Condition, person: Person) -> bool:
    match condition:
        case AllOf():
            return all(holds(each, person) for each in condition.conditions)
        case AnyOf():
            return any(holds(each, person) for each in condition.conditions)
        case NoneOf():
            return not any(holds(each, person) for each in condition.conditions)
        case Compare():
            return _compared(condition, person)
        case _:
            raise AssertionError


def _compared(condition: Compare, person: Person) -> bool:
    kind = next(kind for kind, name in ATTRIBUTES.items() if name == condition.ref.name)
    value = getattr(person, kind)
    if condition.operator is Operator.EXISTS:
        return (value is not None) is condition.value
    if value is None:
        return OF_NULL.get(condition.operator, False)
    return (EQUAL | TESTS[kind])[condition.operator](value, condition.value)


@pytest.fixture(scope="module")
def number(shared_world: World) -> Iterator[int]:
    """The customers are there, and each example gets a number."""
    for key, person in enumerate(PEOPLE, start=1):
        shared_world.shop.customer(
            key, country=person.text, points=person.number, is_vip=person.boolean
        )
    return count()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    conditions=st.lists(st.recursive(comparisons(), groups, max_leaves=6), min_size=1, max_size=3)
)
def test_trees(shared_world: World, number: Iterator[int], conditions: list[Condition]) -> None:
    """Each tree is put to nine customers, of whom every column is null somewhere."""
    compiled = shared_world.library.compiled({"f": FLOW})
    key = f"tree-{next(number)}"
    flow = replace(compiled.flows["f"], key=key, conditions=tuple(conditions))
    shared_world.tick(compile_flow(flow, compiled.project), NOW)
    assert shared_world.entered(key) == [
        each
        for each, person in enumerate(PEOPLE, start=1)
        if all(holds(condition, person) for condition in conditions)
    ]
