"""Conditions: comparisons, behaviour, messages and groups."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Operator,
    Quantifier,
    Ranked,
    Ref,
    Relative,
    Responded,
    Response,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.model import Branch
from tests.frontend.parse.reading import (
    CUSTOMER,
    EVENT,
    EVENT_HEAD,
    SEND,
    TRIGGER,
    conditions_of,
    flow_of,
    of_customer,
    said_of,
)

LINE = Scope.LINE

STOCKHOLM_MIDNIGHT = datetime(2026, 3, 30, 22, tzinfo=UTC)
COMPARISONS = [
    ("country: SE", of_customer("country", Operator.IS, "SE")),
    ("country: {is_not: SE}", of_customer("country", Operator.IS_NOT, "SE")),
    ("country: {not_in: [SE]}", of_customer("country", Operator.NOT_IN, ("SE",))),
    ("country: {contains: S}", of_customer("country", Operator.CONTAINS, "S")),
    ("country: {not_contains: S}", of_customer("country", Operator.NOT_CONTAINS, "S")),
    ("country: {exists: false}", of_customer("country", Operator.EXISTS, value=False)),
    ("postcode: 12345", of_customer("postcode", Operator.IS, "12345")),
    ("postcode: [01234, 12345]", of_customer("postcode", Operator.IN, ("01234", "12345"))),
    ("total_spent: 5", of_customer("total_spent", Operator.IS, 5)),
    ("total_spent: {between: [1, 2.5]}", of_customer("total_spent", Operator.BETWEEN, (1, 2.5))),
    ("is_member: true", of_customer("is_member", Operator.IS, value=True)),
    ("birthday: 2000-02-29", of_customer("birthday", Operator.IS, date(2000, 2, 29))),
    (
        "birthday: {before: 18 days ago}",
        of_customer("birthday", Operator.BEFORE, Relative(timedelta(18))),
    ),
    (
        "birthday: {before: in 1 week}",
        of_customer("birthday", Operator.BEFORE, Relative(timedelta(-7))),
    ),
    (
        "last_order_at: {before: 2026-03-31}",
        of_customer("last_order_at", Operator.BEFORE, STOCKHOLM_MIDNIGHT),
    ),
    (
        "last_order_at: {after: 2026-03-30}",
        of_customer(
            "last_order_at", Operator.AFTER, STOCKHOLM_MIDNIGHT - timedelta(microseconds=1)
        ),
    ),
    (
        "last_order_at: {between: [2026-03-31, 2026-03-31]}",
        of_customer(
            "last_order_at",
            Operator.BETWEEN,
            (STOCKHOLM_MIDNIGHT, STOCKHOLM_MIDNIGHT + timedelta(days=1, microseconds=-1)),
        ),
    ),
    (
        "last_order_at: {after: 2026-07-01 12:00}",
        of_customer("last_order_at", Operator.AFTER, datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ),
    (
        "last_order_at: {after: 2026-07-01T12:00+09:00}",
        of_customer("last_order_at", Operator.AFTER, datetime(2026, 7, 1, 3, tzinfo=UTC)),
    ),
    (
        "country: {same_as: trigger.order_no}",
        of_customer("country", Operator.SAME_AS, Ref(TRIGGER, "order_no")),
    ),
    (
        "total_spent: {at_least: trigger.product.stock}",
        of_customer("total_spent", Operator.AT_LEAST, Ref(TRIGGER, "stock", "product")),
    ),
    (
        "facts.nps: {at_most: customer.points}",
        Compare(Ref(CUSTOMER, "nps", "facts"), Operator.AT_MOST, Ref(CUSTOMER, "points")),
    ),
    (
        "last_order_at: {after: trigger.delivered_at}",
        of_customer("last_order_at", Operator.AFTER, Ref(TRIGGER, "delivered_at")),
    ),
    ("total_spent: trigger.total", of_customer("total_spent", Operator.IS, Ref(TRIGGER, "total"))),
    ("country: trigger.total", of_customer("country", Operator.IS, "trigger.total")),
    ("country: constants.home", of_customer("country", Operator.IS, "SE")),
    ("country: [constants.home, DK]", of_customer("country", Operator.IN, ("SE", "DK"))),
    (
        "postcode: {contains: constants.free_shipping_from}",
        of_customer("postcode", Operator.CONTAINS, "500"),
    ),
    (
        "birthday: {before: constants.opened_on}",
        of_customer("birthday", Operator.BEFORE, date(2020, 5, 1)),
    ),
    ("tags: {not_contains: loyal}", of_customer("tags", Operator.NOT_CONTAINS, "loyal")),
    ("tags: {contains: loyal}", of_customer("tags", Operator.CONTAINS, "loyal")),
    ("total_spent: {top: 20%}", Ranked(Ref(CUSTOMER, "total_spent"), 0, 20)),
    ("total_spent: {bottom: 12.5%}", Ranked(Ref(CUSTOMER, "total_spent"), 87.5, 100)),
    (
        "total_spent: {between_ranks: [0%, 80%], among: vip}",
        Ranked(Ref(CUSTOMER, "total_spent"), 0, 80, "vip"),
    ),
    (
        "total_spent: {at_least: 1, less_than: 9}",
        AllOf(
            (
                of_customer("total_spent", Operator.AT_LEAST, 1),
                of_customer("total_spent", Operator.LESS_THAN, 9),
            )
        ),
    ),
]


@pytest.mark.parametrize(("text", "condition"), COMPARISONS, ids=lambda item: str(item)[:40])
def test_a_comparison(text: str, condition: Condition) -> None:
    assert conditions_of(f"  - customer.{text}\n") == (condition,)


PRICE = Compare(Ref(LINE, "price"), Operator.MORE_THAN, 9)


def lines(scope: Scope, quantifier: Quantifier, test: Compare) -> Lines:
    return Lines(scope, quantifier, (test,))


BEHAVIOUR = [
    ("did: placed_order", Did("placed_order")),
    ("did_not: placed_order", Did("placed_order", negated=True)),
    (
        "did: {event: placed_order, exactly: 0, within: 2 weeks, since: trigger}",
        Did(
            "placed_order",
            times=Times.EXACTLY,
            count=0,
            within=timedelta(weeks=2),
            since=Since(SinceKind.TRIGGER),
        ),
    ),
    (
        "did: {event: placed_order, at_most: 3, where: {order_no: 17}}",
        Did(
            "placed_order",
            times=Times.AT_MOST,
            count=3,
            where=(Compare(Ref(EVENT, "order_no"), Operator.IS, "17"),),
        ),
    ),
    (
        "did: {event: placed_order, sum: {total: {at_least: 500, at_most: 900}}}",
        Did(
            "placed_order",
            sums=(
                Compare(Ref(EVENT, "total"), Operator.AT_LEAST, 500),
                Compare(Ref(EVENT, "total"), Operator.AT_MOST, 900),
            ),
        ),
    ),
    (
        "did: {event: placed_order, where: {items: {any: {price: {more_than: 9}}}}}",
        Did("placed_order", where=(lines(EVENT, Quantifier.ANY, PRICE),)),
    ),
    ("trigger.items: {all: {price: {more_than: 9}}}", lines(TRIGGER, Quantifier.ALL, PRICE)),
    (
        "trigger.items: {any: {sku: 17}, none: {price: {more_than: 9}}}",
        AllOf(
            (
                lines(TRIGGER, Quantifier.ANY, Compare(Ref(LINE, "sku"), Operator.IS, "17")),
                lines(TRIGGER, Quantifier.NONE, PRICE),
            )
        ),
    ),
    ("opened: hello", Responded(Response.OPENED, "hello")),
    ("not_received: hello", Responded(Response.RECEIVED, "hello", negated=True)),
    (
        "not_clicked: {flow: welcome, step: hello, within: 2 days}",
        Responded(Response.CLICKED, "hello", "welcome", timedelta(days=2), negated=True),
    ),
    ("opened: {flow: welcome}", Responded(Response.OPENED, flow="welcome")),
    (
        "not_opened: {within: 180 days}",
        Responded(Response.OPENED, within=timedelta(days=180), negated=True),
    ),
    ("in_segment: vip", InSegment("vip")),
    ("in_segment: long-gone", InSegment("long-gone")),
    ("not_in_segment: vip", InSegment("vip", negated=True)),
    ("any: [{in_segment: vip}]", AnyOf((InSegment("vip"),))),
    ("none: [{all: [{in_segment: vip}]}]", NoneOf((AllOf((InSegment("vip"),)),))),
]


@pytest.mark.parametrize(("text", "condition"), BEHAVIOUR, ids=lambda item: str(item)[:40])
def test_behaviour_and_groups(text: str, condition: Condition) -> None:
    assert conditions_of(f"  - {text}\n") == (condition,)


def test_a_record_behind_the_trigger() -> None:
    ref = Ref(TRIGGER, "stock", record="product")
    found = conditions_of("  - trigger.product.stock: {more_than: 0}\n")
    assert found == (Compare(ref, Operator.MORE_THAN, 0),)


@pytest.mark.parametrize(
    ("word", "since"),
    [
        ("hello", Since(SinceKind.STEP, "hello")),
        ("message", Since(SinceKind.MESSAGE)),
        ("trigger", Since(SinceKind.TRIGGER)),
        ("entry", Since(SinceKind.ENTRY)),
        ("ever", Since(SinceKind.EVER)),
    ],
)
def test_since_when(word: str, since: Since) -> None:
    text = f"exit_when:\n  - did: {{event: placed_order, since: {word}}}\n"
    (did,) = flow_of(EVENT_HEAD + text + SEND).exit_when
    assert did == Did("placed_order", since=since)


def test_what_a_wait_brought() -> None:
    text = """\
steps:
  - wait_for: my-rating
    if: [{any: [{did_not: placed_order}, {did: left_rating}]}]
    at_most: 7 days
  - branch: unhappy
    if:
      - my-rating.stars: 2
      - customer.points: {more_than: my-rating.stars}
      - customer.facts.nickname: my-rating.stars
    then: [exit]
"""
    (_wait, branch) = flow_of(EVENT_HEAD + text).steps
    assert isinstance(branch, Branch)
    stars = Ref(Scope.AWAITED, "stars", "my-rating")
    assert branch.cases[0].conditions == (
        Compare(stars, Operator.IS, 2),
        of_customer("points", Operator.MORE_THAN, stars),
        Compare(Ref(CUSTOMER, "nickname", "facts"), Operator.IS, "my-rating.stars"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trigger.total: {top: 5%}", ("F013", '"top" ranks customers')),
        ("customer.points: {top: 0%}", ("F014", '"0%" is nobody')),
        ("customer.points: {between_ranks: [80%, 20%]}", ("F014", "ranks are counted from")),
        ("customer.points: {between_ranks: [20%, 120%]}", ("F014", '"120%" is not between')),
        ("customer.country: constants.hom", ("F036", 'the project has no constant "hom"')),
        ("custmer.country: SE", ("F010", 'unknown key "custmer.country"')),
        ("customer.points: {among: vip}", ("F011", "a key is missing here")),
        ("trigger.items: {some: {sku: A}}", ("F010", 'unknown key "some"')),
        ("opened: {}", ("F011", "a key is missing here")),
    ],
)
def test_what_is_said_of(text: str, said: tuple[str, str]) -> None:
    ((code, message),) = said_of(f"{EVENT_HEAD}conditions:\n  - {text}\n{SEND}")
    assert (code, message[: len(said[1])]) == said


def test_a_scope_may_be_the_name_of_a_wait() -> None:
    """`triger` is near to trigger, but there is a wait of that name."""
    text = """\
steps:
  - wait_for: triger
    if: [{did: left_rating}]
    at_most: 7 days
  - branch: unhappy
    if: [{triger.stars: 2}]
    then: [exit]
"""
    assert said_of(EVENT_HEAD + text) == []
