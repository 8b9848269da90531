"""Conditions as maps with one key each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Ranked,
    Responded,
    Scope,
    Since,
)
from tests.frontend.writing.values import Data, duration, each, said, scalar, share

GROUPS: dict[type, str] = {AllOf: "all", AnyOf: "any", NoneOf: "none"}


def conditions(many: Iterable[Condition]) -> list[Data]:
    return [condition(one) for one in many]


def condition(one: Condition) -> Data:
    match one:
        case Compare() | Ranked():
            return {str(one.ref): test(one)}
        case Lines():
            return {"trigger.items": lines(one)}
        case Did():
            return {"did_not" if one.negated else "did": did(one)}
        case Responded():
            word = f"not_{one.response}" if one.negated else one.response.value
            return {word: said(step=one.step, flow=one.flow, within=duration(one.within))}
        case InSegment():
            return {"not_in_segment" if one.negated else "in_segment": one.segment}
        case AllOf() | AnyOf() | NoneOf():
            return {GROUPS[type(one)]: conditions(one.conditions)}
        case _:
            assert_never(one)


def test(one: Compare | Ranked) -> Data:
    if isinstance(one, Ranked):
        ends = [share(one.start), share(one.end)]
        return said(between_ranks=ends, among=one.among)
    value = each(one.value) if isinstance(one.value, tuple) else scalar(one.value)
    return {one.operator.value: value}


def lines(one: Lines) -> Data:
    return {one.quantifier.value: where(one.where)}


def where(many: Iterable[Condition]) -> Data:
    """Bare names, each with its test; several tests of one name stand in one map."""
    written: dict[str, Data] = {}
    for one in many:
        for part in one.conditions if isinstance(one, AllOf) else (one,):
            assert isinstance(part, Compare | Lines)
            name, its_test = _inside(part)
            written.setdefault(name, {}).update(its_test)
    return {**written}


def _inside(one: Compare | Lines) -> tuple[str, Data]:
    if isinstance(one, Lines):
        return "items", lines(one)
    assert one.ref.scope in (Scope.EVENT, Scope.LINE)
    return one.ref.name, test(one)


def did(one: Did) -> object:
    count = {} if one.sums else {one.times.value: one.count}
    return {
        "event": one.event,
        **said(where=where(one.where), sum=where(one.sums), within=duration(one.within)),
        **said(since=_since(one.since)),
        **count,
    }


def _since(since: Since | None) -> str | None:
    return None if since is None else since.step or since.kind.value
