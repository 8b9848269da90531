"""What is said to hold never or always is held against customers of every kind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    Scope,
    Times,
)
from orchestrator.rules.logic import always_holds, can_hold, excludes_all, implies
from tests.rules.customers import (
    COUNTRY,
    CUSTOMERS,
    KNOWN,
    MEMBER,
    MONTH,
    ORDERS,
    QUARTER,
    SPENT,
    Customer,
    holds,
)

countries = st.sampled_from(["SE", "NO", "DK", "FI"])
numbers = st.sampled_from([-1, 0, 1, 2, 5, 7, 10, 20])
exists = st.builds(
    Compare, st.sampled_from([COUNTRY, MEMBER, SPENT]), st.just(Operator.EXISTS), st.booleans()
)
words = st.one_of(
    st.builds(
        Compare, st.just(COUNTRY), st.sampled_from([Operator.IS, Operator.IS_NOT]), countries
    ),
    st.builds(
        Compare,
        st.just(COUNTRY),
        st.sampled_from([Operator.IN, Operator.NOT_IN]),
        st.lists(countries, min_size=1, max_size=3).map(tuple),
    ),
)
parts = st.builds(
    Compare,
    st.just(COUNTRY),
    st.sampled_from([Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH]),
    st.sampled_from(["S", "o", "N"]),
)
flags = st.builds(
    Compare, st.just(MEMBER), st.sampled_from([Operator.IS, Operator.IS_NOT]), st.booleans()
)
ordered = [
    Operator.IS,
    Operator.IS_NOT,
    Operator.AT_LEAST,
    Operator.AT_MOST,
    Operator.MORE_THAN,
    Operator.LESS_THAN,
]
amounts = st.one_of(
    st.builds(Compare, st.sampled_from([SPENT, ORDERS]), st.sampled_from(ordered), numbers),
    st.builds(Compare, st.just(SPENT), st.just(Operator.BETWEEN), st.tuples(numbers, numbers)),
)
dids = st.builds(
    Did,
    st.just("bought"),
    st.booleans(),
    times=st.sampled_from(Times),
    count=st.integers(1, 3),
    within=st.sampled_from([MONTH, QUARTER, None]),
)
segments = st.builds(InSegment, st.just("vip"), st.booleans())


def groups(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(below, min_size=1, max_size=3).map(tuple)
    return st.one_of(*(st.builds(group, several) for group in (AllOf, AnyOf, NoneOf)))


conditions = st.recursive(
    st.one_of(words, parts, flags, amounts, dids, segments, exists), groups, max_leaves=6
)
lists = st.lists(conditions, min_size=1, max_size=3)


without_haste = settings(max_examples=150, deadline=None)


def meets(several: Sequence[Condition], of: Customer) -> bool:
    return all(holds(each, of) for each in several)


@without_haste
@given(lists)
def test_whoever_meets_the_conditions_is_possible(several: list[Condition]) -> None:
    if any(meets(several, customer) for customer in CUSTOMERS):
        assert can_hold(several, KNOWN)


@without_haste
@given(conditions)
def test_what_always_holds_holds_for_everybody(condition: Condition) -> None:
    if always_holds(condition, KNOWN):
        assert all(holds(condition, customer) for customer in CUSTOMERS)


@without_haste
@given(lists, lists)
def test_what_follows_holds_for_all_of_them(one: list[Condition], other: list[Condition]) -> None:
    if implies(one, other, KNOWN):
        assert all(meets(other, customer) for customer in CUSTOMERS if meets(one, customer))


@without_haste
@given(lists, st.lists(lists, min_size=1, max_size=2))
def test_who_has_taken_a_case_above_is_in_one_of_them(
    case: list[Condition], above: list[list[Condition]]
) -> None:
    if excludes_all(case, above, KNOWN):
        left = [customer for customer in CUSTOMERS if meets(case, customer)]
        assert all(any(meets(each, customer) for each in above) for customer in left)


@without_haste
@given(st.lists(st.one_of(words, flags, amounts, exists), min_size=1, max_size=4))
def test_of_plain_comparisons_nothing_is_overlooked(several: list[Condition]) -> None:
    """Nobody of all kinds meets them, so that is said: the kinds hold a value of every stretch."""
    kinds = [
        Customer(c, m, s, (0, 0, o)) for c in WORDS for m in FLAGS for s in AMOUNTS for o in COUNTS
    ]
    assert can_hold(several, KNOWN) == any(meets(several, kind) for kind in kinds)


WORDS = (None, "SE", "NO", "DK", "FI", "xx", "SO", "NN")
FLAGS = (None, True, False)
AMOUNTS = (None, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 5, 6, 7, 8, 10, 15, 20, 21)
COUNTS = tuple(amount for amount in AMOUNTS if amount is not None and amount >= 0)


@pytest.mark.parametrize("number", [3, 40])
def test_what_grows_too_large_is_taken_to_be_possible(number: int) -> None:
    several = [
        AnyOf(
            tuple(
                Compare(Ref(Scope.CUSTOMER, f"x{n}"), Operator.EXISTS, value)
                for value in (True, False)
            )
        )
        for n in range(number)
    ]
    assert can_hold(several, KNOWN)
    assert not any(always_holds(NoneOf((each,)), KNOWN) for each in several)
