"""Which columns an index would need, so that a statement finds its rows without reading all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.sql import ClauseElement, Select, operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause, Grouping
from sqlalchemy.sql.expression import (
    Alias,
    FromClause,
    Join,
    Subquery,
    TableClause,
    column,
)

from orchestrator.tables import SCHEMA, Sql

_EQUAL = frozenset({operators.eq, operators.in_op})
_RANGE = frozenset({operators.gt, operators.ge, operators.lt, operators.le, operators.between_op})
# The one expression of ours that PostgreSQL lets an index hold: others depend on settings.
_IMMUTABLE = "to_timestamp("


@dataclass(frozen=True)
class Key:
    """One key of an index."""

    sql: str
    """A column's quoted name, or an expression in brackets."""
    column: str
    """The one column in it."""


@dataclass(frozen=True)
class Wanted:
    """By what a statement asks for rows of one table."""

    equal: tuple[Key, ...] = ()
    """Compared with what is known before the table is read."""
    ranges: tuple[Key, ...] = ()
    joined: tuple[Key, ...] = ()
    """Compared with another table that is read beside it."""

    @property
    def index(self) -> tuple[Key, ...]:
        """The keys of an index that finds the rows; none where there is nothing to find them by."""
        if self.equal or self.ranges:
            return (*self.equal, *self.ranges[:1])
        return self.joined


def table_of(statement: Executable, alias: str) -> str | None:
    """The customer table that has this alias in the statement."""
    return next((_name(each.element) for each in _aliases(statement, alias)), None)


def wanted_of(statement: Executable, alias: str, dialect: Dialect) -> Wanted:
    """What an index on that table could use; nothing where the statement asks for all rows."""
    found = (_wanted(statement, each, dialect) for each in _aliases(statement, alias))
    return next((wanted for wanted in found if wanted.index), Wanted())


def _aliases(statement: Executable, alias: str) -> Iterator[Alias]:
    for element in _elements(statement):
        if not isinstance(element, Alias) or element.name != alias:
            continue
        if isinstance(element.element, TableClause) and element.element.schema != SCHEMA:
            yield element


def _elements(statement: Executable) -> Iterator[object]:
    if isinstance(statement, ClauseElement):
        yield from visitors.iterate(statement)


def _name(table: FromClause) -> str:
    schema = getattr(table, "schema", None)
    name = str(getattr(table, "name", ""))
    return f"{schema}.{name}" if schema else name


def _wanted(statement: Executable, alias: Alias, dialect: Dialect) -> Wanted:
    columns = {each: each.name for each in alias.c}
    rows: list[FromClause] = [alias]
    for element in _elements(statement):
        if isinstance(element, Subquery) and _is_plainly_of(element, alias):
            rows.append(element)
            columns |= {each: each.name for each in element.c}
    for element in _elements(statement):
        if isinstance(element, Select) and _reads(element, rows):
            found = _Conjuncts(element, rows, columns, dialect).wanted()
            if found.index:
                return found
    return Wanted()


def _is_plainly_of(subquery: Subquery, alias: Alias) -> bool:
    select = subquery.element
    return isinstance(select, Select) and list(select.get_final_froms()) == [alias]


def _reads(select: Select[Any], rows: Sequence[FromClause]) -> bool:
    return any(each is row for each in _sources(select) for row in rows)


def _sources(select: Select[Any]) -> Iterator[FromClause]:
    """What it reads itself; without being told, a SELECT also lists what is around it."""
    for each in select._from_obj or select.get_final_froms():  # noqa: SLF001
        yield from _joined(each)


def _joined(source: FromClause) -> Iterator[FromClause]:
    if isinstance(source, Join):
        yield from _joined(source.left)
        yield from _joined(source.right)
    else:
        yield source


class _Conjuncts:
    """What one SELECT demands of a table's rows."""

    def __init__(
        self,
        select: Select[Any],
        rows: Sequence[FromClause],
        columns: dict[Any, str],
        dialect: Dialect,
    ) -> None:
        self._tests = list(_tests(select))
        self._columns = columns
        self._dialect = dialect
        self._partners = {
            each for source in _sources(select) if source not in rows for each in source.c
        }

    def wanted(self) -> Wanted:
        equal = tuple(dict.fromkeys(self._sides(_EQUAL, joined=False)))
        ranges = dict.fromkeys(self._sides(_RANGE, joined=False))
        joined = dict.fromkeys(self._sides(_EQUAL, joined=True))
        return Wanted(equal, tuple(key for key in ranges if key not in equal), tuple(joined))

    def _sides(self, compares: frozenset[Any], *, joined: bool) -> Iterator[Key]:
        for test in self._tests:
            if test.operator in compares:
                for mine, other in ((test.left, test.right), (test.right, test.left)):
                    key = self._key(mine)
                    if key and not self._is_mine(other) and self._is_partner(other) is joined:
                        yield key

    def _key(self, side: Sql) -> Key | None:
        """The side as an index would hold it, where it is made of one column of the table."""
        found = {each for each in visitors.iterate(side) if each in self._columns}
        if len(found) != 1 or any(isinstance(each, Select) for each in visitors.iterate(side)):
            return None
        (only,) = found
        bare: ColumnClause[Any] = column(self._columns[only])
        if side is only:
            return Key(self._sql(bare), bare.name)
        plain: Any = visitors.replacement_traverse(side, {}, _swap(only, bare))
        text = self._sql(plain)
        if self._dialect.name == "postgresql" and not text.startswith(_IMMUTABLE):
            return None
        return Key(f"({text})", bare.name)

    def _sql(self, expression: Any) -> str:  # noqa: ANN401 - what a traversal gives back
        text = expression.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True})
        return str(text).replace("%%", "%")

    def _is_mine(self, side: Sql) -> bool:
        return any(each in self._columns for each in visitors.iterate(side))

    def _is_partner(self, side: Sql) -> bool:
        return any(each in self._partners for each in visitors.iterate(side))


def _swap(old: object, new: ColumnClause[Any]) -> Callable[..., ColumnClause[Any] | None]:
    def swap(element: object, **_: object) -> ColumnClause[Any] | None:
        return new if element is old else None

    return swap


def _tests(select: Select[Any]) -> Iterator[BinaryExpression[Any]]:
    for criterion in select._where_criteria:  # noqa: SLF001 - a SELECT tells of its tests only there
        yield from _conjuncts(criterion)
    for source in select._from_obj or select.get_final_froms():  # noqa: SLF001
        yield from _on(source)


def _on(source: FromClause) -> Iterator[BinaryExpression[Any]]:
    if isinstance(source, Join):
        yield from _conjuncts(source.onclause)
        yield from _on(source.left)
        yield from _on(source.right)


def _conjuncts(test: object) -> Iterator[BinaryExpression[Any]]:
    match test:
        case BooleanClauseList() if test.operator is operators.and_:
            for each in test.clauses:
                yield from _conjuncts(each)
        case Grouping():
            yield from _conjuncts(test.element)
        case BinaryExpression():
            yield test
