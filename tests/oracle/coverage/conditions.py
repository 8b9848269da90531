"""The forms of conditions, by name, and which of them a condition is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.conditions import (
    FACTS,
    TAGS,
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
    SinceKind,
    Times,
)

_SCOPES = (Scope.CUSTOMER, Scope.TRIGGER, Scope.EVENT, Scope.LINE, Scope.AWAITED)
EVERY_CONDITION = (
    *(f"operator {each}" for each in Operator),
    *(f"value of {each}" for each in _SCOPES),
    *("customer.facts", "customer.tags", "trigger.RECORD", "trigger.nth"),
    *("against a value that is read", "against a relative time"),
    *("top", "bottom", "between_ranks", "among"),
    *(f"{scope} items: {each}" for scope in ("trigger", "event") for each in Quantifier),
    *("did", "did_not", "did: where", "did: sum", "did: within"),
    *(f"did: {each}" for each in Times),
    *(f"did: since: {each}" for each in SinceKind),
    *(f"{negated}{each}" for negated in ("", "not_") for each in Response),
    *(f"response of {each}" for each in ("a step", "a flow", "a step of a flow", "any flow")),
    *("response: within", "in_segment", "not_in_segment", "all", "any", "none"),
)


def of_conditions(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from _of(condition)


def _of(condition: Condition) -> Iterator[str]:
    match condition:
        case Compare():
            yield from _of_compare(condition)
        case Ranked():
            at_end = "bottom" if condition.end == 100 else "between_ranks"
            yield "top" if condition.start == 0 else at_end
            yield from ("among",) if condition.among else ()
        case Lines():
            yield f"{condition.scope} items: {condition.quantifier}"
            yield from of_conditions(condition.where)
        case Did():
            yield from _of_did(condition)
        case Responded():
            yield from _of_response(condition)
        case InSegment():
            yield "not_in_segment" if condition.negated else "in_segment"
        case AllOf() | AnyOf() | NoneOf():
            yield {AllOf: "all", AnyOf: "any", NoneOf: "none"}[type(condition)]
            yield from of_conditions(condition.conditions)


def _of_compare(condition: Compare) -> Iterator[str]:
    yield f"operator {condition.operator}"
    yield from of_ref(condition.ref)
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    for value in values:
        if isinstance(value, Ref):
            yield "against a value that is read"
            yield from of_ref(value)
        elif isinstance(value, Relative):
            yield "against a relative time"


def of_ref(ref: Ref) -> Iterator[str]:
    yield f"value of {ref.scope}"
    if ref.scope is Scope.TRIGGER:
        yield from ("trigger.RECORD",) if ref.record else ()
        yield from ("trigger.nth",) if ref.name == "nth" else ()
    if ref.scope is Scope.CUSTOMER:
        yield from ("customer.facts",) if ref.record == FACTS else ()
        yield from ("customer.tags",) if ref.name == TAGS else ()


def _of_did(condition: Did) -> Iterator[str]:
    yield "did_not" if condition.negated else "did"
    yield f"did: {condition.times}"
    yield from ("did: where",) if condition.where else ()
    yield from ("did: sum",) if condition.sums else ()
    yield from ("did: within",) if condition.within else ()
    yield from (f"did: since: {condition.since.kind}",) if condition.since else ()
    yield from of_conditions((*condition.where, *condition.sums))


def _of_response(condition: Responded) -> Iterator[str]:
    yield f"{'not_' if condition.negated else ''}{condition.response}"
    if condition.step is None:
        yield "response of a flow" if condition.flow else "response of any flow"
    else:
        yield "response of a step of a flow" if condition.flow else "response of a step"
    yield from ("response: within",) if condition.within else ()
