"""Whether conditions can hold together: each way to meet them is a clause, a set a subject.

What gets too large, or cannot be told without a customer, is taken to be possible: of what is said
to hold never or always, it is sure.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import reduce
from itertools import chain, combinations, permutations
from typing import TypeAlias

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    SinceKind,
)
from orchestrator.model import Segment
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.logic.atoms import Ago, Atom, Part, atom
from orchestrator.rules.logic.domains import YES, Domain, Intervals, Words, met

MOST_CLAUSES = 128
DEEPEST_SEGMENT = 4
MOST_IN_PAIRS = 24
"""More subjects of a clause than that are not held against each other, two by two."""

Clause: TypeAlias = Mapping[Hashable, Domain]
POSSIBLE: tuple[Clause, ...] = ({},)
IMPOSSIBLE: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known where the conditions stand; `ever` is where a bare `did` counts from."""

    names: Names
    segments: Mapping[str, Segment] = field(default_factory=dict)
    ever: bool = True
    depth: int = 0


def can_hold(conditions: Iterable[Condition], known: Known) -> bool:
    """Whether somebody may meet them all."""
    return bool(ways(conditions, known))


def always_holds(condition: Condition, known: Known) -> bool:
    return not _ways_not_to((condition,), known)


def implies(conditions: Iterable[Condition], other: Iterable[Condition], known: Known) -> bool:
    """Whether everybody who meets the conditions meets the others too."""
    return not _product(ways(conditions, known), _ways_not_to(other, known))


def excludes_all(
    conditions: Iterable[Condition], others: Iterable[Iterable[Condition]], known: Known
) -> bool:
    """Whether whoever meets the conditions has met one of the others."""
    against = (_ways_not_to(other, known) for other in others)
    return not reduce(_product, against, ways(conditions, known))


def ways(conditions: Iterable[Condition], known: Known) -> tuple[Clause, ...]:
    """The ways to meet them all; none if nobody can."""
    return reduce(_product, (_ways_to(each, known) for each in conditions), POSSIBLE)


def meet(one: tuple[Clause, ...], other: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The ways to meet both."""
    return _product(one, other)


def _ways_not_to(conditions: Iterable[Condition], known: Known) -> tuple[Clause, ...]:
    """The ways to miss one of them at least."""
    return _sum(_ways_against(each, known) for each in conditions)


def _ways_to(condition: Condition, known: Known) -> tuple[Clause, ...]:
    match condition:
        case AllOf():
            return ways(condition.conditions, known)
        case AnyOf():
            return _sum(_ways_to(each, known) for each in condition.conditions)
        case NoneOf():
            against = (_ways_against(each, known) for each in condition.conditions)
            return reduce(_product, against, POSSIBLE)
        case InSegment():
            return _product(_clauses(_atom(condition, known)), _inside(condition, known))
        case _:
            return _clauses(_atom(condition, known))


def _ways_against(condition: Condition, known: Known) -> tuple[Clause, ...]:
    match condition:
        case AllOf():
            return _ways_not_to(condition.conditions, known)
        case AnyOf():
            return _ways_to(NoneOf(condition.conditions), known)
        case NoneOf():
            return _ways_to(AnyOf(condition.conditions), known)
        case InSegment():
            return _ways_to(replace(condition, negated=not condition.negated), known)
        case _:
            found = _atom(condition, known)
            missed = met(found.domain.complement(), found.universe)
            return _clauses(Atom(found.subject, missed or found.universe, found.universe))


def _atom(condition: Condition, known: Known) -> Atom:
    return atom(condition, known.names, ever=known.ever)


def _clauses(found: Atom) -> tuple[Clause, ...]:
    domain = met(found.domain, found.universe)
    if domain is None:
        return POSSIBLE
    return IMPOSSIBLE if domain.is_empty else ({found.subject: domain},)


def _inside(condition: InSegment, known: Known) -> tuple[Clause, ...]:
    """What the segment asks for. With `stay` a member may meet either, so nothing is said."""
    segment = known.segments.get(condition.segment)
    if segment is None or segment.stay or known.depth >= DEEPEST_SEGMENT:
        return POSSIBLE
    within = Known(Names.of(known.names.catalog), known.segments, depth=known.depth + 1)
    if condition.negated:
        return _ways_not_to(segment.conditions, within) or IMPOSSIBLE
    return ways(segment.conditions, within)


def _sum(many: Iterable[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    clauses = tuple(chain.from_iterable(many))
    return clauses if len(clauses) <= MOST_CLAUSES else POSSIBLE


def _product(left: tuple[Clause, ...], right: tuple[Clause, ...]) -> tuple[Clause, ...]:
    if len(left) * len(right) > MOST_CLAUSES:
        return left
    joined = (_joined(one, other) for one in left for other in right)
    return tuple(clause for clause in joined if clause is not None)


def _joined(one: Clause, other: Clause) -> Clause | None:
    """Both at once; None if nobody can."""
    both = dict(one)
    for subject, domain in other.items():
        narrowed = met(both[subject], domain) if subject in both else domain
        if narrowed is not None:
            both[subject] = narrowed
        if both[subject].is_empty:
            return None
    return both if _parts_fit(both) and _moments_are_there(both) and _counts_fit(both) else None


def _parts_fit(clause: Clause) -> bool:
    """A list of words against what they must contain or start with."""
    parts = [(s, d == YES) for s, d in clause.items() if isinstance(s, Part)]
    starts = [s for s, holds in parts if holds and s.operator is Operator.STARTS_WITH]
    if len(parts) > MOST_IN_PAIRS:
        return True
    if any(not _start_alike(one, other) for one, other in combinations(starts, 2)):
        return False
    listed = [(s, d) for s, d in clause.items() if isinstance(s, Ref) and isinstance(d, Words)]
    return all(
        domain.inverted or _some_word_fits(domain, [each for each in parts if each[0].ref == ref])
        for ref, domain in listed
    )


def _some_word_fits(words: Words, parts: Sequence[tuple[Part, bool]]) -> bool:
    """A missing value holds no part of anything."""
    if words.null and not any(holds for _part, holds in parts):
        return True
    return any(all(p.holds_of(value) is holds for p, holds in parts) for value in words.values)


def _start_alike(one: Part, other: Part) -> bool:
    if one.ref != other.ref:
        return True
    return one.word.startswith(other.word) or other.word.startswith(one.word)


def _moments_are_there(clause: Clause) -> bool:
    """A value that is missing was not so many days ago."""
    for subject, domain in clause.items():
        if isinstance(subject, Ago) and not domain.null:
            other = clause.get(subject.ref)
            if isinstance(other, Intervals) and not other.parts:
                return False
    return True


def _counts_fit(clause: Clause) -> bool:
    """More rows than there are in a longer time, or among those of a wider kind, cannot be."""
    counted = [(s, d) for s, d in clause.items() if isinstance(s, Did) and isinstance(d, Intervals)]
    return len(counted) > MOST_IN_PAIRS or not any(
        _are_among(some, more) and few.parts[0][0] >= many.parts[-1][1]
        for (some, few), (more, many) in permutations(counted, 2)
    )


def _are_among(some: Did, more: Did) -> bool:
    """Whether the rows of the one are rows of the other too."""
    if some.event != more.event or not {*more.where} <= {*some.where}:
        return False
    if more.within is not None and (some.within is None or some.within > more.within):
        return False
    is_ever = more.since is not None and more.since.kind is SinceKind.EVER
    return is_ever or some.since == more.since
