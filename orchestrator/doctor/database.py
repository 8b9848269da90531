"""What the doctor asks of a database in its own words; SQLite and PostgreSQL answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, FromClause
from sqlalchemy.exc import DBAPIError

from orchestrator.tables import Sql


class Kind(Enum):
    """What a column can hold, as far as comparisons care."""

    LOOSE = auto()
    """Anything: only its values tell."""
    WHOLE = auto()
    NUMBER = auto()
    TEXT = auto()
    BOOLEAN = auto()
    DATE = auto()
    TIME = auto()
    NAIVE_TIME = auto()
    UUID = auto()
    OTHER = auto()


@dataclass(frozen=True)
class ColumnType:
    name: str
    """As the database says it, such as `character varying`."""
    kind: Kind


Shape = Mapping[str, ColumnType]


class Why(Enum):
    NO_TABLE = auto()
    NO_ACCESS = auto()
    TOO_SLOW = auto()
    NO_TIME = auto()
    """Nothing was asked any more."""
    OTHER = auto()


GAVE_UP = frozenset({Why.TOO_SLOW, Why.NO_TIME})
"""Nothing is wrong with the question."""


class RefusedError(Exception):
    """The database did not answer; the text is its own words, in one line."""

    def __init__(self, why: Why, words: str) -> None:
        super().__init__(words)
        self.why = why


@dataclass(frozen=True)
class Index:
    columns: tuple[str, ...]
    is_unique: bool
    is_partial: bool = False
    carried: tuple[str, ...] = ()
    """Columns that it holds without being ordered by them."""


@dataclass(frozen=True)
class Storage:
    """How a table is kept; a view has none."""

    indexes: tuple[Index, ...]
    never_null: frozenset[str]
    create_index: str = "CREATE INDEX"
    """How to make one while the shop is open."""
    rows: int = 0
    """About how many it has."""
    is_known: bool = True
    """Whether the database has ever looked at what is in it, where it plans by that."""


class Database(Protocol):
    def limited(self, connection: Connection, seconds: float) -> AbstractContextManager[None]:
        """While open, a statement that takes longer is given up."""

    def refusal(self, error: DBAPIError) -> RefusedError: ...

    def tables(self, connection: Connection) -> Sequence[str]:
        """Every table and view as the catalog would name it."""

    def shape(self, connection: Connection, result: CursorResult[Any]) -> Shape: ...

    def storage(self, connection: Connection, table: str) -> Storage | None: ...

    def matching(self, shape: Shape, name: str) -> str | None:
        """The real column that a statement with this name would read."""

    def some_rows(self, table: FromClause, *, only_newest: bool) -> Sql | None:
        """A test that keeps a few hundred rows and never reads the whole table; None: there is none."""
