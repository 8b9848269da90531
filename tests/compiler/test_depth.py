"""SQLite reads a statement only so deep: whatever validates, it can read."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

from orchestrator.compiler import compile_flow
from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ranked,
    Ref,
    Scope,
    Since,
    SinceKind,
)
from orchestrator.model import (
    Branch,
    Case,
    EventTrigger,
    Flow,
    FrequencyCap,
    Hold,
    Project,
    Segment,
    SegmentTrigger,
    Send,
    Status,
    WaitFor,
)
from orchestrator.program import Statement
from orchestrator.program.listing import statements_of
from orchestrator.rules.depth import MOST_LEVELS, levels_of
from tests.engine.library import Library

DIALECT = sqlite.dialect(paramstyle="named")
LISTED = re.compile(r"__\[POSTCOMPILE_\w+\]")
SENDS = Send("s1", "hello", "Hello")
DAY = timedelta(days=1)
SEEDS = range(5)
TOO_MANY_LEVELS = 15
POINTS = Compare(Ref(Scope.CUSTOMER, "points"), Operator.AT_LEAST, 5)
SPENT = Compare(Ref(Scope.CUSTOMER, "total_spent"), Operator.AT_LEAST, 5)
TOTAL = Compare(Ref(Scope.EVENT, "total"), Operator.AT_LEAST, 5)
SINCE_ENTRY = Did("placed_order", negated=True, since=Since(SinceKind.ENTRY))


@dataclass
class Nest:
    """Conditions as deep in each other as is asked, of kinds that chance picks."""

    chance: random.Random
    segments: dict[str, Segment] = field(default_factory=dict)

    def nested(self, levels: int) -> Condition:
        if levels == 0:
            return self._leaf()
        if levels == 1 and self.chance.random() < 1 / 3:
            return Did("placed_order", self.chance.random() < 1 / 2, where=(TOTAL, TOTAL))
        inner = self.nested(levels - 1)
        if self.chance.random() < 2 / 5:
            return self._of_members(self._segment(inner))
        group = self.chance.choice((AllOf, AnyOf, NoneOf))
        return group((inner, POINTS))

    def _of_members(self, segment: str) -> Condition:
        by = self.chance.choice(("points", "total_spent"))
        ranked = Ranked(Ref(Scope.CUSTOMER, by), 10, 20, segment)
        return self.chance.choice((InSegment(segment), InSegment(segment, negated=True), ranked))

    def _leaf(self) -> Condition:
        ranked = Ranked(Ref(Scope.CUSTOMER, "total_spent"), 10, 20)
        return self.chance.choice((POINTS, SPENT, ranked))

    def _segment(self, inner: Condition) -> str:
        name = f"segment_{len(self.segments)}"
        stay = (POINTS,) if self.chance.random() < 1 / 2 else ()
        self.segments[name] = Segment(name, (inner, SPENT), stay=stay)
        return name


def flows(asked: Condition, segment: str) -> Iterator[Flow]:
    """A flow for every place where conditions may stand."""
    begun = Flow("f", "f", EventTrigger("cart_updated"), (SENDS,), status=Status.LIVE)
    yield replace(begun, conditions=(asked,))
    yield replace(begun, exit_when=(asked,))
    yield replace(begun, hold=Hold((asked,), DAY))
    yield replace(begun, hold=Hold((asked, SINCE_ENTRY), DAY))
    yield replace(begun, steps=(replace(SENDS, only_if=(asked,)),))
    yield replace(begun, steps=(Branch("b", (Case((asked,), (SENDS,)),), ()),))
    yield replace(begun, steps=(WaitFor("w", (asked, Did("placed_order")), DAY, (), ()), SENDS))
    yield replace(begun, trigger=SegmentTrigger(segment))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    bare = Library(tmp_path_factory.mktemp("depth")).compiled({}).project
    cap = FrequencyCap(2, DAY)
    return replace(bare, defaults=replace(bare.defaults, frequency_cap=(cap,)))


def can_be_read(statement: Statement) -> bool:
    """The tables are not there, but what cannot be read is refused before those are missed."""
    clause = statement.clause
    assert isinstance(clause, ClauseElement)
    text = LISTED.sub("1", str(clause.compile(dialect=DIALECT)))
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"EXPLAIN {text}")
        except sqlite3.Error as error:
            return "overflow" not in str(error)
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_as_deep_as_is_allowed_can_be_read(project: Project, seed: int) -> None:
    nest = Nest(random.Random(seed))  # noqa: S311 - a test's
    asked = nest.nested(MOST_LEVELS)
    assert levels_of(asked, nest.segments) == MOST_LEVELS
    inside = Nest(nest.chance, nest.segments).nested(MOST_LEVELS - 1)
    nest.segments["all"] = Segment("all", (inside,))
    whole = replace(project, segments=nest.segments)
    for flow in flows(asked, "all"):
        program = compile_flow(flow, whole, (), [flow])
        for operation in program.operations:
            for statement in statements_of(operation):
                assert can_be_read(statement), (flow, statement.purpose)


def test_what_is_much_deeper_cannot(project: Project) -> None:
    """So the test above could fail."""
    asked: Condition = POINTS
    for _ in range(TOO_MANY_LEVELS):
        asked = NoneOf((asked, POINTS))
    flow = Flow("f", "f", EventTrigger("cart_updated"), (SENDS,), hold=Hold((asked,), DAY))
    program = compile_flow(flow, project, (), [flow])
    read = [
        can_be_read(each) for operation in program.operations for each in statements_of(operation)
    ]
    assert not all(read)
