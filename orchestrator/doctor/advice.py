"""SQL that a finding shows: what to write in the catalog so that the values become what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.catalog import Query
from orchestrator.doctor.parts import Part

_PLAIN = re.compile("[a-z_][a-z0-9_]*")
_NUMERALS = re.compile(r"[0-9]+")
_MONTHS = 12


def quoted(name: str) -> str:
    """A column's name as SQL needs it."""
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def literal(word: str) -> str:
    """A text as SQL writes it."""
    return "'" + word.replace("'", "''") + "'"


def read_with(name: str, expression: str) -> str:
    return f"read it from sql: with {expression} as {quoted(name)}"


def select_instead(part: Part, name: str, expression: str) -> str:
    """The whole SELECT to write where the part is a table; else what to write in the one it has."""
    told = f"{expression} as {quoted(name)}"
    if isinstance(part.source, Query):
        return f"write in sql: {told}"
    others = dict.fromkeys(each.column.name for each in part.uses)
    columns = ", ".join(told if each == name else quoted(each) for each in others)
    table = ".".join(quoted(each) for each in part.source.name.split("."))
    return f"instead of table: write sql: select {columns} from {table}"


def day_first(name: str, examples: Sequence[str]) -> tuple[str, str]:
    """How the examples seem to write a day, and what makes YYYY-MM-DD of it, with what follows it.

    Both databases read it. What comes out as no day is missing.
    """
    column = quoted(name)
    form, parts, rest = _form(examples)
    # Of an empty text nothing is made.
    given = (f"nullif({column}, '')", column, column)
    day = " || '-' || ".join(
        f"substr({text}, {start}, {size})" for text, (start, size) in zip(given, parts, strict=True)
    )
    is_longer = any(len(each) >= rest for each in examples)
    return form, f"{day} || substr({column}, {rest})" if is_longer else day


def _form(examples: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...], int]:
    """Its name, where year, month and day begin and how long they are, and where the rest begins."""
    if any(re.match(r"\d{8}(?!\d)", each) for each in examples[:1]):
        return "YYYYMMDD", ((1, 4), (5, 2), (7, 2)), 9
    numbers = [[*map(int, _NUMERALS.findall(each)[:2])] for each in examples]
    if any(len(each) > 1 and each[1] > _MONTHS for each in numbers):
        return "MM/DD/YYYY", ((7, 4), (1, 2), (4, 2)), 11
    return "DD/MM/YYYY", ((7, 4), (4, 2), (1, 2)), 11


def yes_and_rest(name: str, words: Sequence[str]) -> str:
    """Turn words that mean yes into one that the engine knows; the others stay as they are."""
    column = quoted(name)
    return f"case when {column} in ({', '.join(map(literal, words))}) then 'yes' else {column} end"
