"""How a value tells an instant, and which format of the catalog reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from orchestrator.catalog import TimeFormat
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.advice import day_first, quoted, read_with
from orchestrator.doctor.parts import Role, Use
from orchestrator.doctor.say import say

_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d(\.\d+)?)?"
_NATIVE = re.compile(rf"{_DAY}( {_CLOCK})?", re.ASCII)
_ISO = re.compile(rf"{_DAY}[ T]{_CLOCK} ?(Z|[+-]\d\d:\d\d)?", re.ASCII)
# A day that is told from its day or month on, or without signs between.
_OTHER_DAY = re.compile(r"\d\d[./-]\d\d[./-]\d{4}|\d{8}(?!\d)", re.ASCII)
_SECONDS = range(10**8, 10**11)
_MILLISECONDS = range(10**11, 10**14)
_SHOWN = 40


class Form(Enum):
    NATIVE = "text in UTC"
    ISO = "text with a T or a zone"
    SECONDS = "seconds since 1970"
    MILLISECONDS = "milliseconds since 1970"
    UNREADABLE = "something else"


_READS: Mapping[TimeFormat, frozenset[Form]] = {
    TimeFormat.NATIVE: frozenset({Form.NATIVE}),
    TimeFormat.ISO: frozenset({Form.NATIVE, Form.ISO}),
    TimeFormat.EPOCH: frozenset({Form.SECONDS}),
    TimeFormat.EPOCH_MS: frozenset({Form.MILLISECONDS}),
}


def form_of(value: object) -> Form:
    if isinstance(value, str):
        return _form_of_text(value)
    if isinstance(value, int | float | Decimal):
        return _form_of_number(float(value))
    return Form.UNREADABLE


def check_times(use: Use, label: str, values: Iterable[object]) -> list[Diagnostic]:
    """Whether the column's format reads all of them, and if not, which one does.

    What is no time at all is missing for its row where the format is ISO; it is counted elsewhere.
    """
    examples: dict[Form, object] = {}
    for value in values:
        examples.setdefault(form_of(value), value)
    if use.column.format is TimeFormat.ISO:
        examples.pop(Form.UNREADABLE, None)
    if not examples or examples.keys() <= _READS[use.column.format]:
        return []
    return [say(Code.TIME_FORMAT, use.path, f"{label} {_problem(use, examples)}")]


def _problem(use: Use, examples: Mapping[Form, object]) -> str:
    if Form.UNREADABLE in examples:
        odd = shown(examples[Form.UNREADABLE])
        also = " among others" if len(examples) > 1 else ""
        found = str(examples[Form.UNREADABLE])
        return f"holds {odd}{also}, which cannot be read as a time; {_made(use, examples, found)}"
    best = next((each for each in TimeFormat if examples.keys() <= _READS[each]), None)
    if len(examples) == 1:
        (form, value), *_ = examples.items()
        return f"tells times as {shown(value)} ({form.value}); {_advice(best, use, examples)}"
    ways = " and ".join(f"{shown(value)} ({form.value})" for form, value in examples.items())
    return f"tells times in different ways, {ways}; {_advice(best, use, examples)}"


def _advice(best: TimeFormat | None, use: Use, examples: Mapping[Form, object]) -> str:
    if best is None or use.role is Role.SELECTED:
        return _made(use, examples)
    if best is TimeFormat.NATIVE:
        return f"leave out format: {use.column.format}"
    return f"write {use.path[-1]}: {{column: {use.column.name}, format: {best}}}"


def _made(use: Use, forms: Iterable[Form], unreadable: str | None = None) -> str:
    advice = read_with(use.column.name, _expression(use.column.name, frozenset(forms), unreadable))
    return f"store UTC as YYYY-MM-DD HH:MM:SS, or {advice}"


def _expression(name: str, forms: frozenset[Form], unreadable: str | None) -> str:
    """What makes UTC text of it, or of numbers alone seconds."""
    column = quoted(name)
    if unreadable is not None and _OTHER_DAY.match(unreadable):
        return day_first(name, [unreadable])[1]
    if forms <= {Form.SECONDS, Form.MILLISECONDS}:
        return f"case when {column} > 99999999999 then {column} / 1000 else {column} end"
    if forms & {Form.SECONDS, Form.MILLISECONDS}:
        number = f"{column} + 0"
        return (
            f"case when {column} like '%-%' then {column} "
            f"when {number} > 99999999999 then datetime(({number}) / 1000, 'unixepoch') "
            f"else datetime({number}, 'unixepoch') end"
        )
    return f"datetime({column})"


def shown(value: object) -> str:
    """An example that gives nothing away if the column holds something else than times."""
    text = re.sub(r"(?![TZ])[^\W\d_]", "x", str(value))[:_SHOWN]
    return f'"{text}"' if isinstance(value, str) else text


def _form_of_text(text: str) -> Form:
    try:
        datetime.fromisoformat(text.replace(" Z", "Z"))
    except ValueError:
        return _form_of_digits(text)
    if _NATIVE.fullmatch(text):
        return Form.NATIVE
    return Form.ISO if _ISO.fullmatch(text) else Form.UNREADABLE


def _form_of_digits(text: str) -> Form:
    return _form_of_number(int(text)) if re.fullmatch(r"\d{9,14}", text) else Form.UNREADABLE


def _form_of_number(number: float) -> Form:
    if int(number) in _SECONDS:
        return Form.SECONDS
    return Form.MILLISECONDS if int(number) in _MILLISECONDS else Form.UNREADABLE
