"""Rules on comparisons: the value against the type of what is compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime

from orchestrator.catalog import Type
from orchestrator.conditions import Compare, Operator, Ref, Relative, Scalar
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Flow
from orchestrator.parse import Names, reference_in
from orchestrator.rules.columns import column_of
from orchestrator.rules.context import Context
from orchestrator.rules.operators import EQUALITY, KINDS, OF_TEXT, OPERATORS
from orchestrator.rules.places import Found
from orchestrator.rules.say import problem

NEEDS_NO_TYPE = (Operator.EXISTS, *OF_TEXT)
EXAMPLES = {
    Type.TEXT: "put it in quotes",
    Type.NUMBER: "write digits without quotes",
    Type.BOOLEAN: "write true or false",
    Type.DATE: 'write a day such as 2026-03-31, or "300 days ago"',
    Type.TIME: 'write a time such as 2026-03-31 10:00, or "2 hours ago"',
    Type.TAGS: "write contains: and one tag",
}
THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
COMPARED = re.compile(
    r"(?P<sign>[<>]=?|==?|(?:more|less)_than|at_(?:least|most)):? ?(?P<number>-?\d+(?:\.\d+)?)",
    re.ASCII,
)
SIGNS = dict(
    zip(
        (">", ">=", "<", "<=", "=", "=="),
        ("more_than", "at_least", "less_than", "at_most", "is", "is"),
        strict=True,
    )
)
WITH_UNIT = re.compile(
    r"(?:[^\W\d]{1,3}|[€$£])? ?(?P<number>-?\d+(?: \d{3})*(?:[.,]\d+)?) ?(?:[^\W\d]{1,6}|[%€$£])?"
)


def values_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    constants = context.project.constants if context.project else ()
    for found in context.conditions(flow):
        yield from misfit_values(found, constants)


def misfit_values(found: Found, constants: Collection[str]) -> Iterator[Diagnostic]:
    compare = found.condition
    if not isinstance(compare, Compare) or compare.operator in NEEDS_NO_TYPE:
        return
    type_ = found.names.type_of(compare.ref)
    if type_ is None or compare.operator not in OPERATORS[type_]:
        return
    for value, path in values_of(compare):
        yield from misfit_value(found.names, compare.ref, type_, value, path, constants)
        if compare.operator in EQUALITY and type_ is Type.TEXT and isinstance(value, str):
            yield from _mere_text(found.names, compare, value, path)


def misfit_value(
    names: Names,
    ref: Ref,
    type_: Type,
    value: Scalar,
    path: Path,
    constants: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """Of a value that is compared with `ref`, or that is put there."""
    if isinstance(value, Ref):
        yield from _misfit_ref(names, ref, type_, value, path)
    elif not _fits(value, type_):
        message = f"{ref} is {KINDS[type_]}, not {_shown(value)}"
        if value in constants:
            meant = f"constants.{value}"
            yield Diagnostic(Code.VALUE_TYPE, "", message, path, suggestion=meant)
        else:
            yield problem(Code.VALUE_TYPE, path, f"{message}; {_mend(value, type_)}")


def _mend(value: Scalar, type_: Type) -> str:
    if not isinstance(value, str) or type_ is not Type.NUMBER:
        return EXAMPLES[type_]
    if THOUSANDS.fullmatch(value):
        return f"write {value.replace(',', '')}"
    if compared := COMPARED.fullmatch(value):
        operator = SIGNS.get(compared["sign"], compared["sign"])
        return f'write "{operator}: {compared["number"]}" on a line of its own below it'
    with_unit = WITH_UNIT.fullmatch(value)
    if with_unit and with_unit["number"] != value:
        return f"write {with_unit['number'].replace(' ', '').replace(',', '.')}"
    return EXAMPLES[type_]


def _mere_text(names: Names, compare: Compare, value: str, path: Path) -> Iterator[Diagnostic]:
    """A text is what it says, even where it says the name of a value."""
    ref = reference_in(value, names.awaited)
    if ref is not None and names.type_of(ref) is not None:
        is_denied = compare.operator in (Operator.IS_NOT, Operator.NOT_IN)
        within = ' within "none:"' if is_denied else ""
        message = (
            f'{compare.ref} is compared with the mere text "{value}"; to compare it with that '
            f'value write "same_as: {value}"{within}'
        )
        yield problem(Code.VALUE_TYPE, path, message)


def values_of(compare: Compare) -> Iterator[tuple[Scalar, Path]]:
    """What something is compared with, each value in its place."""
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
