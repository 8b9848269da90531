"""An index that something asks for, and the statement that makes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from orchestrator.compiler.sources import named_table
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.database import Storage
from orchestrator.doctor.plans import Key, Reading
from orchestrator.doctor.say import count, say

_SHOWN = 3
# PostgreSQL cuts longer names, and then two may be the same.
_LONGEST_NAME = 63


@dataclass(frozen=True)
class Wish:
    table: str
    keys: tuple[Key, ...]
    path: Path
    heads: tuple[Key, ...] = ()
    """Any index that begins with one of these will do; if nothing is said, with the first key."""
    lookup: str | None = None
    """The column by which every tick looks rows up, as a message names it."""
    rank: str | None = None
    """What adds up all rows of every customer."""
    readings: tuple[Reading, ...] = field(default=())
    """What reads the whole table for the want of it."""

    @property
    def code(self) -> Code:
        return Code.NO_INDEX if self.lookup else Code.WHOLE_TABLE_READ

    def covers(self, other: Wish) -> bool:
        return self.table == other.table and self.keys[: len(other.keys)] == other.keys

    def with_other(self, other: Wish) -> Wish:
        """One index for both."""
        return replace(
            self,
            keys=max(self.keys, other.keys, key=len),
            lookup=self.lookup or other.lookup,
            rank=self.rank or other.rank,
            readings=(*self.readings, *other.readings),
        )


def together(wishes: Iterable[Wish]) -> list[Wish]:
    """An index also serves whoever wants only its first keys."""
    kept: list[Wish] = []
    for wish in wishes:
        place = next((n for n, each in enumerate(kept) if _is_one(each, wish)), None)
        if place is None:
            kept.append(wish)
        else:
            kept[place] = kept[place].with_other(wish)
    return kept


def _is_one(one: Wish, other: Wish) -> bool:
    return one.covers(other) or other.covers(one)


def is_served(wish: Wish, storage: Storage, connection: Connection) -> bool:
    """Whether some index finds the rows; how well, the database decides."""
    quote = connection.dialect.identifier_preparer.quote
    heads = wish.heads or wish.keys[:1]
    names = {key.column for key in heads if key.sql == quote(key.column)}
    return any(
        not index.is_partial and index.columns and index.columns[0] in names
        for index in storage.indexes
    )


def told(wish: Wish, storage: Storage, connection: Connection) -> Diagnostic:
    run = f"{storage.create_index} {_statement(wish, connection)}"
    return say(wish.code, wish.path, f"{_reason(wish, storage)}; run: {run}")


def _reason(wish: Wish, storage: Storage) -> str:
    reasons = []
    if wish.lookup:
        reasons.append(f"{wish.lookup} has no index, and every tick looks rows up by it")
    if wish.readings:
        verb = "reads" if len(_places(wish.readings)) == 1 else "read"
        rows = count(storage.rows, "row")
        reasons.append(f"{places_of(wish.readings)} {verb} all of {wish.table} (about {rows})")
    if wish.rank:
        reasons.append(wish.rank)
    return "; ".join(reasons)


def places_of(readings: Sequence[Reading]) -> str:
    """The flows and their operations, a few of them."""
    places = _places(readings)
    shown = [f"{flow} ({_listed(names)})" for flow, names in places.items()][:_SHOWN]
    more = len(places) - len(shown)
    if more:
        shown.append(count(more, "other flow"))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join([*names[:_SHOWN], *([f"{more} more"] if more > 0 else [])])


def _places(readings: Iterable[Reading]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for each in readings:
        operations = places.setdefault(each.flow, [])
        if each.operation not in operations:
            operations.append(each.operation)
    return places


def _statement(wish: Wish, connection: Connection) -> str:
    """Name, table and columns, quoted where they must be."""
    quote = connection.dialect.identifier_preparer
    table = named_table(wish.table, ())
    words = re.findall(r"\w+", "_".join([table.name, *(key.column for key in wish.keys)]))
    name = "_".join(words).lower()[: _LONGEST_NAME - len("_idx")]
    index, schema = quote.quote(f"{name}_idx"), ""
    if table.schema and connection.dialect.name == "sqlite":
        # SQLite names the database before the index.
        index, schema = f"{quote.quote(table.schema)}.{index}", table.schema
    owner = quote.quote(table.name) if schema else quote.format_table(table)
    return f"{index} ON {owner} ({', '.join(key.sql for key in wish.keys)})"
