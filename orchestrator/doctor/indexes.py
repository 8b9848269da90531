"""Columns by which a tick looks rows up, tables that it reads whole, and the index that each wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from orchestrator.catalog import Query, Table, TimeFormat
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.database import Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import CUSTOMERS, Part, Role, Use
from orchestrator.doctor.plans import Key, Reading
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import count, say
from orchestrator.doctor.wishes import Wish, is_served, places_of, together, told

LARGE = 5_000
"""Rows from which on reading a whole table is worth a word."""

_LOOKED_UP = (
    Role.CUSTOMER_KEY,
    Role.CUSTOMER,
    Role.TIME,
    Role.ON,
    Role.RECORD_KEY,
    Role.MESSAGE,
)


def missing_indexes(
    every: Sequence[Seen], ranks: Iterable[Wish], readings: Sequence[Reading], questions: Questions
) -> Iterator[Diagnostic]:
    """One warning an index; views and SELECTs cannot have one."""
    large = [each for each in readings if _size(each.table, questions) >= LARGE]
    looked_up = _once_a_column(each for seen in every for each in _looked_up(seen, questions))
    scanned = [_scanned(each, looked_up, every) for each in large if each.wanted.index]
    for wish in together((*_wanted(looked_up, questions), *_wanted(scanned, questions), *ranks)):
        storage = questions.storage(Table(wish.table))
        if storage is not None:
            yield told(wish, storage, questions.connection)
    yield from _without_a_remedy(large, every, questions)
    yield from _times_as_text(every, questions)
    yield from _never_analysed(every, questions)


def _wanted(wishes: Iterable[Wish], questions: Questions) -> Iterator[Wish]:
    for wish in wishes:
        storage = questions.storage(Table(wish.table))
        if storage is not None and not is_served(wish, storage, questions.connection):
            yield wish


def _once_a_column(wishes: Iterable[Wish]) -> list[Wish]:
    """An event of the same table that is dated by another column wants no index of its own."""
    found: dict[tuple[str, Key], Wish] = {}
    for wish in wishes:
        found.setdefault((wish.table, wish.keys[0]), wish)
    return list(found.values())


def _looked_up(seen: Seen, questions: Questions) -> Iterator[Wish]:
    part, quote = seen.part, questions.dialect.identifier_preparer.quote
    if not isinstance(part.source, Table):
        return
    for use in part.of(*_LOOKED_UP):
        if use.role is Role.TIME and use.column.format is not TimeFormat.NATIVE:
            continue  # it is compared after a conversion, which an index of the column can't help
        keys = tuple(Key(quote(name), name) for name in _columns(part, use))
        yield Wish(part.source.name, keys, use.path, lookup=part.label(use))


def _columns(part: Part, use: Use) -> list[str]:
    """Whose rows are asked for together with when they happened."""
    names = [use.column.name]
    if use.role is Role.CUSTOMER:
        names += [
            time.column.name
            for time in part.of(Role.TIME)
            if time.column.format is TimeFormat.NATIVE
        ]
    return list(dict.fromkeys(names))


def _scanned(reading: Reading, looked_up: Sequence[Wish], every: Sequence[Seen]) -> Wish:
    """By what the catalog looks rows up anyway, where that is among what is asked for."""
    wanted = reading.wanted
    for keys in (wanted.equal, wanted.ranges, wanted.joined):
        for wish in looked_up:
            if wish.table == reading.table and wish.keys[0] in keys:
                return replace(wish, readings=(reading,))
    path = _path_of(reading, every)
    return Wish(reading.table, wanted.index, path, heads=wanted.equal, readings=(reading,))


def _path_of(reading: Reading, every: Sequence[Seen]) -> Path:
    """Where the catalog names the table, or the first SELECT in which it stands."""
    for seen in every:
        if seen.part.source == Table(reading.table):
            return seen.part.path
    for seen in every:
        if isinstance(seen.part.source, Query) and reading.table in seen.part.source.sql:
            return seen.part.path
    return CUSTOMERS


def _without_a_remedy(
    large: Sequence[Reading], every: Sequence[Seen], questions: Questions
) -> Iterator[Diagnostic]:
    """Tables in the catalog's own SQL: which index it wants, only whoever wrote it knows."""
    unknown = [each for each in large if each.is_users_sql]
    for table in dict.fromkeys(each.table for each in unknown):
        readings = [each for each in unknown if each.table == table]
        rows = count(_size(table, questions), "row")
        advice = f"give {table} an index on what that SQL compares, most often the customer's key"
        if questions.dialect.name == "sqlite":
            # It goes through a SELECT that groups once for each who asks, whatever the indexes.
            advice = (
                "if an index on the customer's key does not help, make an event of it and an "
                "attribute such as {count: EVENT}: that is looked up customer by customer"
            )
        where = places_of(readings)
        message = f"SQL of the catalog reads all of {table} (about {rows}) in {where}; {advice}"
        yield say(Code.WHOLE_TABLE_READ, _path_of(readings[0], every), message)


def _times_as_text(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    """PostgreSQL reads a text as an instant by its settings, which no index may depend on."""
    for seen in every:
        source = seen.part.source
        for use in seen.part.of(Role.TIME):
            is_text = seen.shape[use.column.name].kind is Kind.TEXT
            if is_text and isinstance(source, Table) and _size(source.name, questions) >= LARGE:
                rows = count(_size(source.name, questions), "row")
                message = (
                    f"{seen.part.label(use)} is text, and PostgreSQL has no index for the times in "
                    f"it: a tick that looks for new rows reads all of {source.name} (about {rows}); "
                    "store them as timestamptz"
                )
                yield say(Code.WHOLE_TABLE_READ, use.path, message)


def _never_analysed(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    quote = questions.dialect.identifier_preparer.quote
    told_of: set[str] = set()
    for seen in every:
        source = seen.part.source
        storage = questions.storage(source)
        if storage is None or not isinstance(source, Table) or source.name in told_of:
            continue
        told_of.add(source.name)
        if not storage.is_known and storage.rows >= LARGE:
            name = ".".join(quote(each) for each in source.name.split("."))
            message = (
                f"the database knows nothing of what is in {source.name} and may plan badly; "
                f"run: ANALYZE {name}"
            )
            yield say(Code.NEVER_ANALYSED, seen.part.path, message)


def _size(table: str, questions: Questions) -> int:
    storage = questions.storage(Table(table))
    return storage.rows if storage else 0
