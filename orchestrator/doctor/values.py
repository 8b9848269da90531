"""Values where the database is loose about types: on SQLite only they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.catalog import Type
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.advice import read_with, yes_and_rest
from orchestrator.doctor.database import Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Role, Use
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import say
from orchestrator.doctor.times import check_times

# What the engine takes for yes; anything else is no.
_YES: frozenset[object] = frozenset({1, "1", "true", "TRUE", "t", "yes", "on"})
_NO = frozenset({"", "0", "false", "f", "no", "n", "off"})
_SHOWN = 3
_LONGEST_SHOWN = 20
TOO_MANY_FOR_YES_AND_NO = 6
_WHOLE = re.compile(r"-?[0-9]+")
_NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER})
_LOOKED_UP = (Role.CUSTOMER_KEY, Role.RECORD_KEY, Role.ON)


def loose_values(
    every: Sequence[Seen], questions: Questions, *, only_newest: bool
) -> Iterator[Diagnostic]:
    """Look at some values; with `only_newest` just at those that would stop a tick."""
    for seen in every:
        uses = [use for use in seen.part.uses if _is_looked_at(seen, use, only_newest=only_newest)]
        if not uses:
            continue
        names = list(dict.fromkeys(use.column.name for use in uses))
        rows = questions.sample(seen.part, names, only_newest=only_newest)
        for use in uses:
            place = names.index(use.column.name)
            values = [row[place] for row in rows if row[place] is not None]
            if use.column.type is Type.TIME and not only_newest:
                values += _ends(seen, use, questions)
            yield from _problems(seen.part.label(use), use, values)


def _is_looked_at(seen: Seen, use: Use, *, only_newest: bool) -> bool:
    if seen.shape[use.column.name].kind is not Kind.LOOSE:
        # Seconds or milliseconds is the one question that no type answers.
        return seen.shape[use.column.name].kind in _NUMBERS and use.column.type is Type.TIME
    if only_newest:
        return use.column.type is Type.TIME or use.role in _LOOKED_UP
    return use.column.type is not Type.TEXT or use.role in _LOOKED_UP


def _ends(seen: Seen, use: Use, questions: Questions) -> list[object]:
    """The earliest and the latest; of mixed forms these are the odd ones out."""
    values = questions.ends(seen.part, use.column.name)
    return [value for value in values if value is not None]


def _problems(label: str, use: Use, values: Sequence[object]) -> list[Diagnostic]:
    if use.role in _LOOKED_UP:
        return _keys(label, use, values)
    match use.column.type:
        case Type.TIME:
            return check_times(use, label, values)
        case Type.NUMBER if use.role in {Role.VALUE, Role.SELECTED}:
            return _numbers(label, use, values)
        case Type.BOOLEAN:
            return _booleans(label, use, values)
        case _:
            return []


def _keys(label: str, use: Use, values: Sequence[object]) -> list[Diagnostic]:
    if use.column.type is not Type.NUMBER:
        return []
    odd = [value for value in values if not _WHOLE.fullmatch(str(value))]
    if not odd:
        return []
    holder = "the event's key" if use.role is Role.ON else "it"
    message = (
        f"{label} holds more than whole numbers, so {holder} cannot be declared as number: "
        "leave out type: number"
    )
    return [say(Code.COLUMN_TYPE, use.path, message)]


def _numbers(label: str, use: Use, values: Sequence[object]) -> list[Diagnostic]:
    odd = [value for value in values if not isinstance(value, int | float)]
    message = (
        f"{label} holds text{_part(odd, values)}, declared as number: it would be compared letter "
        f"by letter; store numbers, or read it from sql: with cast({use.column.name} as real)"
    )
    return [say(Code.COLUMN_TYPE, use.path, message)] if odd else []


def _booleans(label: str, use: Use, values: Sequence[object]) -> list[Diagnostic]:
    odd = list(dict.fromkeys(str(each) for each in values if not _is_yes_or_no(each)))
    return [odd_yes(label, use, odd)] if odd else []


def odd_yes(label: str, use: Use, odd: Sequence[str]) -> Diagnostic:
    """Words in a column of yes and no that the engine takes for no."""
    are_words = len(odd) < TOO_MANY_FOR_YES_AND_NO
    shown = [each[:_LONGEST_SHOWN] for each in odd[:_SHOWN]]
    some = ", ".join(f'"{each}"' for each in shown) if are_words else "other values"
    yes = yes_and_rest(use.column.name, shown if are_words else ["YOUR WORD FOR YES"])
    message = (
        f"{label} holds {some}, taken for no; yes is 1, true, t, yes or on; for those that "
        f"mean yes {read_with(use.column.name, yes)}"
    )
    return say(Code.COLUMN_TYPE, use.path, message)


def _is_yes_or_no(value: object) -> bool:
    return value in _YES or value == 0 or str(value).lower() in _NO


def _part(odd: Sequence[object], values: Sequence[object]) -> str:
    if len(odd) == len(values):
        return ""
    return f" in {len(odd):,} of {len(values):,} sampled rows"
