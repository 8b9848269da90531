"""Names behind a plain value: a number has no parts."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.catalog import Type
from orchestrator.rules.gaps import Gap
from orchestrator.rules.path_types import PathTypes
from orchestrator.schema import nearest
from orchestrator.templates import ELEMENT

OF_A_DATE = ("day", "month", "year")
OF_A_TIME = (*OF_A_DATE, "hour", "microsecond", "minute", "second", "tzinfo", "fold")
PARTS = {Type.DATE: OF_A_DATE, Type.TIME: OF_A_TIME}


def gap_behind_a_value(path: Sequence[str], types: PathTypes) -> Gap | None:
    for end in range(2, len(path)):
        found = types.of_path(tuple(path[:end]))
        if found is not None:
            return _gap(path, end, found)
    return None


def _gap(path: Sequence[str], end: int, found: Type) -> Gap | None:
    if found is Type.TAGS:
        if path[end] == ELEMENT:
            return _gap(path, end + 1, Type.TEXT) if end + 1 < len(path) else None
        return Gap(end, '"customer.tags" is a list; ask {% if "WORD" in customer.tags %}')
    word, known = path[end], PARTS.get(found, ())
    if word == ELEMENT or word in known:
        return None
    name = ".".join(part for part in path[:end] if part != ELEMENT)
    message = f'"{name}" is one value of type {found}, and has no "{word}"'
    return Gap(end, message, known, nearest(word, known))
