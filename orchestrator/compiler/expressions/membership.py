"""`in_segment`: whether the customer meets what the segment asks."""

from __future__ import annotations

from sqlalchemy import and_, exists, false, func, literal, not_, or_, true

from orchestrator import tables
from orchestrator.compiler.expressions.place import Judge, Place
from orchestrator.compiler.sources import among, to_state
from orchestrator.conditions import Condition, InSegment
from orchestrator.tables import Sql


def in_segment(condition: InSegment, place: Place, judge: Judge) -> Sql:
    member = is_member(condition.segment, place, judge)
    return not_(func.coalesce(member, false())) if condition.negated else member


def is_member(name: str, place: Place, judge: Judge) -> Sql:
    """With `stay` also who was one and meets that."""
    segment, outside = place.segments[name], place.outside()

    def meets(conditions: tuple[Condition, ...]) -> Sql:
        return and_(true(), *(judge(each, outside) for each in conditions))

    enters = meets(segment.conditions)
    if not segment.stay:
        return enters
    stays = and_(_is_remembered(name, place), meets(segment.stay))
    return or_(func.coalesce(enters, false()), func.coalesce(stays, false()))


def memory_of(segment: str) -> str:
    """Under which name a segment remembers its members, where flows keep theirs under their key."""
    return f"segment:{segment}"


def _is_remembered(name: str, place: Place) -> Sql:
    spell = tables.membership.alias()
    tests = (
        spell.c.flow == memory_of(name),
        spell.c.customer == to_state(place.person),
        spell.c.until.is_(None),
    )
    return exists(among(spell, literal(1), *tests))
