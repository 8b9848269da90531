"""Programs are pure, and every statement of them can be said in both dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from orchestrator.compiler import compile_flow
from orchestrator.explain import sql
from orchestrator.program import Program, Statement
from orchestrator.program.listing import statements_of
from tests.engine.library import Library
from tests.engine.texts import HELLO

DIALECTS = ("sqlite", "postgresql")
FROM_WITHOUT_JOIN = re.compile(r"FROM [\w.\"]+(?: AS \w+)?,")
TRIGGERS = {
    "event": "trigger:\n  event: placed_order\n  where: {total: {at_least: 5}}\n  include_past: 2 days\n",
    "key": "trigger:\n  event: placed_order\n  key: order_no\n",
    "quiet": "trigger:\n  event: placed_order\n  key: sku\n  quiet_for: 1 hour\n",
    "sql": "trigger:\n  event: refunded\n",
    "segment": "trigger:\n  segment: quiet\n  include_current: true\n",
    "date": "trigger:\n  date: customer.birthday\n  offset: -7 days\n  repeat: yearly\n",
    "once": "trigger:\n  date: customer.seen_at\n  timezone: Europe/Oslo\n",
    "record": "trigger:\n  date: subscription.renews_on\n  offset: -7 days\n",
    "calendar": "trigger:\n  calendar:\n    - {name: advent, date: 12-01}\n",
    "manual": "trigger: manual\n",
}
REENTRY = {
    "never": "reentry: never\n",
    "after": "reentry:\n  after: 7 days\n  counted_from: end\nwhile_inside: restart\n",
    "both": "reentry: always\nwhile_inside: both\n",
    "paused": "status: paused\nreentry: always\n",
}
REST = """
conditions:
  - customer.country: [SE, NO]
  - any: [{in_segment: buyers}, {customer.recent_refunds: 1}]
exit_when:
  - did: {event: placed_order, where: {sku: {same_as: customer.nickname}}}
  - all: [{customer.is_vip: false}, {did: {event: placed_order, since: entry}}]
  - in_segment: loyal
goal:
  did: placed_order
  within: 7 days
steps:
  - send: first
    template: named
    subject: Hello {{ customer.total_spent }}
  - branch: b
    cases:
      - if:
          - customer.orders_count: 1
          - did_not: {event: refunded, since: first}
        then:
          - delay: 1 day
      - if:
          - customer.is_returner: true
          - did: {event: placed_order, at_least: 2, within: 30 days}
        then:
          - exit
    else:
      - send: second
        template: hello
        message_class: transactional
        variants:
          a: {share: 50%, subject: A}
          b: {share: 50%, subject: B}
  - split: lot
    arms:
      a:
        share: 20%
        steps:
          - delay: {until: tuesday 10:00}
          - delay: {until: "18:00", timezone: Europe/Oslo, or_now_within: 1 hour}
      b:
        share: 80%
        steps:
          - update:
              add_tags: [fan]
              remove_tags: [guest]
              set: {plan: gold, stars: customer.points}
              suppress: sms
              reason: asked us to
  - wait_for: rating
    if:
      - did: {event: rated_order, where: {stars: {at_least: 2}}}
      - customer.tags: {contains: fan}
    at_most: 3 days
    then:
      - delay: {until_date: customer.seen_at, at: "10:00", if_past: exit}
      - delay: {until_date: customer.birthday, offset: 36 hours, plus_days: rating.stars}
      - send: third
        template: short
        channel: sms
        only_if:
          - rating.stars: {more_than: customer.facts.stars}
          - opened: first
          - not_clicked: {flow: event-both, within: 30 days}
    else:
      - send: told
        channel: webhook
        to: hook
      - start: event-always
"""
ALWAYS = TRIGGERS["event"] + "reentry: always\nholdout: 5%\nsteps:\n" + HELLO


PAIRS = {(trigger, "after") for trigger in TRIGGERS} | {("event", again) for again in REENTRY}
PAIRS |= {("segment", "paused"), ("date", "never")}


def texts() -> Mapping[str, str]:
    found = {
        f"{trigger}-{again}": TRIGGERS[trigger] + REENTRY[again] + REST
        for trigger, again in sorted(PAIRS)
    }
    return found | {"event-always": ALWAYS}


@pytest.fixture(scope="module")
def programs(library: Library) -> Mapping[str, Program]:
    return library.compiled(texts()).programs


def statements(program: Program) -> Iterator[Statement]:
    for operation in program.operations:
        yield from statements_of(operation)
    yield from (program.due, program.queued, program.waiting)
    if program.goal is not None:
        yield program.goal


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_of_every_trigger_can_be_said(
    programs: Mapping[str, Program], dialect: str
) -> None:
    """And in none does a table stand beside another that it is not joined with."""
    assert len(programs) == len(PAIRS) + 1
    for program in programs.values():
        for statement in statements(program):
            assert not FROM_WITHOUT_JOIN.search(sql(statement, dialect)), sql(statement, dialect)


def test_compiling_twice_gives_the_same(library: Library, programs: Mapping[str, Program]) -> None:
    compiled = library.compiled(texts())
    for key, program in programs.items():
        again = compile_flow(compiled.flows[key], compiled.project, flows=compiled.flows.values())
        assert again.digest == program.digest
        first, second = (
            [sql(each, "postgresql") for each in statements(one) if "templates" not in each.purpose]
            for one in (program, again)
        )
        assert first == second


def test_every_flow_has_a_digest_of_its_own(programs: Mapping[str, Program]) -> None:
    digests = {program.digest for program in programs.values()}
    assert len(digests) == len(programs)


def test_every_position_has_an_operation(programs: Mapping[str, Program]) -> None:
    """Nobody can stand where nothing ever looks for them."""
    for key, program in programs.items():
        if not key.endswith("paused"):
            served = {getattr(each, "position", None) for each in program.operations}
            assert set(program.positions) <= served
