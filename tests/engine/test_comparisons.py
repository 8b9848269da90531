"""Every operator on every type, in every place: both databases answer as plain Python does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from orchestrator.program import Program
from tests.engine.texts import MONTHS_THEN_HELLO, SIGNED_UP
from tests.engine.values import CASES, NOW, PEOPLE, Case
from tests.engine.world import World

CUSTOMER = {
    "text": "country",
    "number": "points",
    "boolean": "is_vip",
    "date": "birthday",
    "time": "seen_at",
}
ORDER = {
    "text": "country",
    "number": "total",
    "boolean": "is_gift",
    "date": "delivered_on",
    "time": "paid_at",
}
ORDERED = "trigger:\n  event: placed_order\n  include_past: 300 days\nreentry: never\n"
BRANCH = """
steps:
  - branch: b
    if:
      - {test}
    then:
      - delay: 300 days
  - delay: 300 days
  - send: hello
    template: hello
    subject: Hello
"""


class Place(NamedTuple):
    """Somewhere in a flow where a test may stand."""

    flow: Callable[[Case], str]
    read: Callable[[World, str], list[int]]
    cases: tuple[Case, ...] = CASES
    """All of them where values are read in a way of their own."""
    negates: bool = False


def entered(world: World, flow: str) -> list[int]:
    return world.entered(flow)


def took_then(world: World, flow: str) -> list[int]:
    sql = (
        "select e.customer from orchestrator.passage p "
        "join orchestrator.enrolment e on e.id = p.enrolment where e.flow = :flow and arm = 'then'"
    )
    return sorted(int(row.customer) for row in world.rows(sql, flow=flow))


def of_customer(case: Case) -> str:
    return f"{SIGNED_UP}conditions:\n  - customer.{CUSTOMER[case.kind]}: {case.test}\n{MONTHS_THEN_HELLO}"


def of_customer_negated(case: Case) -> str:
    test = f"customer.{CUSTOMER[case.kind]}: {case.test}"
    return f"{SIGNED_UP}conditions:\n  - none:\n      - {test}\n{MONTHS_THEN_HELLO}"


def of_the_triggering_row(case: Case) -> str:
    return f"{ORDERED}conditions:\n  - trigger.{ORDER[case.kind]}: {case.test}\n{MONTHS_THEN_HELLO}"


def of_the_trigger_as_kept(case: Case) -> str:
    return ORDERED + BRANCH.replace("{test}", f"trigger.{ORDER[case.kind]}: {case.test}")


def of_the_customer_inside(case: Case) -> str:
    return SIGNED_UP + BRANCH.replace("{test}", f"customer.{CUSTOMER[case.kind]}: {case.test}")


def of_the_triggers_where(case: Case) -> str:
    where = f"  where:\n    {ORDER[case.kind]}: {case.test}\n"
    return f"{ORDERED.replace('reentry', where + 'reentry')}{MONTHS_THEN_HELLO}"


def of_an_events_where(case: Case) -> str:
    did = f"  - did:\n      event: placed_order\n      where:\n        {ORDER[case.kind]}: {case.test}\n"
    return f"{SIGNED_UP}conditions:\n{did}{MONTHS_THEN_HELLO}"


PLACES = {
    "customer": Place(of_customer, entered),
    "not-customer": Place(of_customer_negated, entered, CASES[::3], negates=True),
    "customer-inside": Place(of_the_customer_inside, took_then, CASES[::4]),
    "trigger": Place(of_the_triggering_row, entered, CASES[1::4]),
    "trigger-kept": Place(of_the_trigger_as_kept, took_then),
    "trigger-where": Place(of_the_triggers_where, entered, CASES[2::4]),
    "event-where": Place(of_an_events_where, entered),
}


@pytest.fixture(scope="module")
def programs(shared_world: World) -> Mapping[str, Program]:
    """Every case in every place, and a shop to put them to."""
    for key, person in enumerate(PEOPLE, start=1):
        values = dict(
            zip(("country", "points", "is_vip", "birth_date", "seen_at"), person, strict=True)
        )
        shared_world.shop.customer(key, **values)
        shared_world.shop.order(
            key,
            "2026-01-15 12:00",
            **dict(zip(ORDER.values(), person, strict=True)),
        )
    texts = {
        f"{name}-{number}": place.flow(case)
        for name, place in PLACES.items()
        for number, case in enumerate(place.cases)
    }
    return shared_world.flows(texts)


@pytest.mark.parametrize("place", PLACES)
def test_as_plain_python_does(
    shared_world: World, programs: Mapping[str, Program], place: str
) -> None:
    wrong = {}
    for number, case in enumerate(PLACES[place].cases):
        flow = f"{place}-{number}"
        shared_world.tick(programs[flow], NOW)
        wanted = [
            key
            for key, person in enumerate(PEOPLE, start=1)
            if case.answer(person) is not PLACES[place].negates
        ]
        found = PLACES[place].read(shared_world, flow)
        if found != wanted:
            wrong[f"{case.kind}: {case.test}"] = f"{found}, not {wanted}"
    assert wrong == {}
