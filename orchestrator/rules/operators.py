"""Rules on comparisons: the operator against the type of what is compared."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog import Type
from orchestrator.conditions import Compare, Operator, Ranked, Ref
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow
from orchestrator.parse import Names
from orchestrator.rules.columns import column_of
from orchestrator.rules.context import Context
from orchestrator.rules.places import Found, Kind
from orchestrator.rules.say import problem

EQUALITY = (Operator.IS, Operator.IS_NOT, Operator.IN, Operator.NOT_IN)
ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
OF_TEXT = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH)
ALWAYS = (Operator.EXISTS, Operator.SAME_AS)
OPERATORS = {
    Type.TEXT: (*EQUALITY, *OF_TEXT, *ALWAYS),
    Type.NUMBER: (*EQUALITY, *ORDER, Operator.BETWEEN, *ALWAYS),
    Type.BOOLEAN: (Operator.IS, Operator.IS_NOT, *ALWAYS),
    Type.DATE: (*EQUALITY, Operator.BEFORE, Operator.AFTER, Operator.BETWEEN, *ALWAYS),
    # An instant is equal to nothing that a person writes.
    Type.TIME: (Operator.BEFORE, Operator.AFTER, Operator.BETWEEN, *ALWAYS),
    Type.TAGS: (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.EXISTS),
}
RANKED = (Type.NUMBER, Type.DATE, Type.TIME)
RANKED_PLACES = (Kind.WHO_MAY_ENTER, Kind.MEMBERS, Kind.WAY_OUT, Kind.CASE, Kind.ONLY_IF)
KINDS = {
    Type.TEXT: "text",
    Type.NUMBER: "a number",
    Type.BOOLEAN: "true or false",
    Type.DATE: "a date",
    Type.TIME: "a time",
    Type.TAGS: "a set of tags",
}


def operators_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in context.conditions(flow):
        yield from misfit_operator(found)


def misfit_operator(found: Found) -> Iterator[Diagnostic]:
    match found.condition:
        case Compare() as compare:
            type_ = found.names.type_of(compare.ref)
            if type_ is not None and compare.operator not in OPERATORS[type_]:
                yield _misfit(found.names, compare, compare.operator, type_)
        case Ranked() as ranked:
            yield from _misfit_rank(found, ranked)
        case _:
            return


def _misfit(names: Names, condition: Compare | Ranked, word: str, type_: Type) -> Diagnostic:
    hint = _columns_hint(names, condition.ref, word) if type_ is Type.TEXT else ""
    return Diagnostic(
        Code.OPERATOR_TYPE,
        "",
        f'"{word}" does not fit: {condition.ref} is {KINDS[type_]}{hint}',
        condition.path,
        on_key=True,
        allowed=tuple(operator.value for operator in OPERATORS[type_]),
    )


def _misfit_rank(found: Found, ranked: Ranked) -> Iterator[Diagnostic]:
    type_ = found.names.type_of(ranked.ref)
    word = str(ranked.path[-1]) if ranked.path else "top"
    if type_ is not None and type_ not in RANKED:
        yield _misfit(found.names, ranked, word, type_)
    elif found.place.kind not in RANKED_PLACES:
        message = (
            f'"{word}" ranks customers, which is done in segments, conditions, exit_when, '
            "branches and only_if; make a segment of it and ask for that here"
        )
        yield problem(Code.NOT_ALLOWED, ranked.path, message, on_key=True)


def _columns_hint(names: Names, ref: Ref, word: str) -> str:
    """A column is text as long as nobody says what else it is."""
    wanted = "date" if word in (Operator.BEFORE, Operator.AFTER) else "number"
    column = column_of(names, ref)
    if column is None or word == Operator.BETWEEN:
        return ""
    return f"; if it is not, say so in orchestrator.yml: {{column: {column}, type: {wanted}}}"
