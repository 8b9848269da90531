"""Rules on comparisons: the operator and the value against the type of what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from orchestrator.catalog import Type
from orchestrator.conditions import Compare, Operator, Ref, Relative, Scalar
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Flow
from orchestrator.rules.context import Context, Found, conditions_of
from orchestrator.rules.say import problem

EQUALITY = (Operator.IS, Operator.IS_NOT, Operator.IN, Operator.NOT_IN)
ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
ALWAYS = (Operator.EXISTS, Operator.SAME_AS)
OPERATORS = {
    Type.TEXT: (*EQUALITY, Operator.CONTAINS, Operator.STARTS_WITH, *ALWAYS),
    Type.NUMBER: (*EQUALITY, *ORDER, Operator.BETWEEN, *ALWAYS),
    Type.BOOLEAN: (Operator.IS, Operator.IS_NOT, *ALWAYS),
    Type.DATE: (*EQUALITY, Operator.BEFORE, Operator.AFTER, Operator.BETWEEN, *ALWAYS),
    # An instant is equal to nothing that a person writes.
    Type.TIME: (Operator.BEFORE, Operator.AFTER, Operator.BETWEEN, *ALWAYS),
}
NEEDS_NO_TYPE = (Operator.EXISTS, Operator.CONTAINS, Operator.STARTS_WITH)
KINDS = {
    Type.TEXT: "text",
    Type.NUMBER: "a number",
    Type.BOOLEAN: "true or false",
    Type.DATE: "a date",
    Type.TIME: "a time",
}
EXAMPLES = {
    Type.TEXT: "put it in quotes",
    Type.NUMBER: "write digits without quotes",
    Type.BOOLEAN: "write true or false",
    Type.DATE: 'write a day such as 2026-03-31, or "300 days ago"',
    Type.TIME: 'write a time such as 2026-03-31 10:00, or "2 hours ago"',
}


def operators_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in conditions_of(flow, context.catalog):
        yield from misfit_operator(found)


def misfit_operator(found: Found) -> Iterator[Diagnostic]:
    compare = found.condition
    if not isinstance(compare, Compare):
        return
    type_ = found.names.type_of(compare.ref)
    if type_ is None or compare.operator in OPERATORS[type_]:
        return
    message = f'"{compare.operator}" does not fit: {compare.ref} is {KINDS[type_]}'
    yield Diagnostic(
        Code.OPERATOR_TYPE,
        "",
        message,
        compare.path,
        on_key=True,
        allowed=tuple(operator.value for operator in OPERATORS[type_]),
    )


def values_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in conditions_of(flow, context.catalog):
        yield from misfit_values(found)


def misfit_values(found: Found) -> Iterator[Diagnostic]:
    compare = found.condition
    if not isinstance(compare, Compare) or compare.operator in NEEDS_NO_TYPE:
        return
    type_ = found.names.type_of(compare.ref)
    if type_ is None or compare.operator not in OPERATORS[type_]:
        return
    for value, path in _values(compare):
        if isinstance(value, Ref):
            yield from _misfit_ref(found, compare.ref, type_, value, path)
        elif not _fits(value, type_):
            message = f"{compare.ref} is {KINDS[type_]}, not {_shown(value)}; {EXAMPLES[type_]}"
            yield problem(Code.VALUE_TYPE, path, message)


def _values(compare: Compare) -> Iterator[tuple[Scalar, Path]]:
    if not isinstance(compare.value, tuple):
        yield compare.value, compare.path
        return
    for index, value in enumerate(compare.value):
        yield value, (*compare.path, index)


def _misfit_ref(
    found: Found, ref: Ref, type_: Type, other: Ref, path: Path
) -> Iterator[Diagnostic]:
    other_type = found.names.type_of(other)
    if other_type is not None and other_type is not type_:
        message = f"{ref} is {KINDS[type_]}, and {other} is {KINDS[other_type]}"
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
