"""Rules on comparisons: the operator and the value against the type of what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from orchestrator.catalog import Type
from orchestrator.conditions import Compare, Operator, Ranked, Ref, Relative, Scalar
from orchestrator.diagnostics import Code, Diagnostic, Path
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
NEEDS_NO_TYPE = (Operator.EXISTS, *OF_TEXT)
KINDS = {
    Type.TEXT: "text",
    Type.NUMBER: "a number",
    Type.BOOLEAN: "true or false",
    Type.DATE: "a date",
    Type.TIME: "a time",
    Type.TAGS: "a set of tags",
}
EXAMPLES = {
    Type.TEXT: "put it in quotes",
    Type.NUMBER: "write digits without quotes",
    Type.BOOLEAN: "write true or false",
    Type.DATE: 'write a day such as 2026-03-31, or "300 days ago"',
    Type.TIME: 'write a time such as 2026-03-31 10:00, or "2 hours ago"',
    Type.TAGS: "write contains: and one tag",
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


def values_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in context.conditions(flow):
        yield from misfit_values(found)


def misfit_values(found: Found) -> Iterator[Diagnostic]:
    compare = found.condition
    if not isinstance(compare, Compare) or compare.operator in NEEDS_NO_TYPE:
        return
    type_ = found.names.type_of(compare.ref)
    if type_ is None or compare.operator not in OPERATORS[type_]:
        return
    for value, path in _values(compare):
        yield from misfit_value(found.names, compare.ref, type_, value, path)


def misfit_value(
    names: Names, ref: Ref, type_: Type, value: Scalar, path: Path
) -> Iterator[Diagnostic]:
    """Of a value that is compared with `ref`, or that is put there."""
    if isinstance(value, Ref):
        yield from _misfit_ref(names, ref, type_, value, path)
    elif not _fits(value, type_):
        message = f"{ref} is {KINDS[type_]}, not {_shown(value)}; {EXAMPLES[type_]}"
        yield problem(Code.VALUE_TYPE, path, message)


def _values(compare: Compare) -> Iterator[tuple[Scalar, Path]]:
    if not isinstance(compare.value, tuple):
        yield compare.value, compare.path
        return
    for index, value in enumerate(compare.value):
        yield value, (*compare.path, index)


def _misfit_ref(
    names: Names, ref: Ref, type_: Type, other: Ref, path: Path
) -> Iterator[Diagnostic]:
    other_type = names.type_of(other)
    if other_type is None or other_type is type_:
        return
    message = f"{ref} is {KINDS[type_]}, and {other} is {KINDS[other_type]}"
    for text, wanted in ((ref, other_type), (other, type_)):
        column = column_of(names, text) if names.type_of(text) is Type.TEXT else None
        if column is not None:
            message += f"; if {text} is not, say so: {{column: {column}, type: {wanted}}}"
            break
    yield problem(Code.VALUE_TYPE, path, message)


def _fits(value: Scalar, type_: Type) -> bool:
    match type_:
        case Type.TEXT:
            return isinstance(value, str)
        case Type.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Type.BOOLEAN:
            return isinstance(value, bool)
        case Type.DATE:
            is_day = isinstance(value, date) and not isinstance(value, datetime)
            return is_day or isinstance(value, Relative)
        case Type.TIME:
            return isinstance(value, datetime | Relative)
        case Type.TAGS:
            return isinstance(value, str)


def _shown(value: Scalar) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'the text "{value}"'
        case int() | float():
            return f"the number {value}"
        case datetime():
            return f"the time {value:%Y-%m-%d %H:%M}"
        case _:
            return "a date"
