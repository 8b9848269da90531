"""INSERT … ON CONFLICT as both databases write it, compiled once.

SQLAlchemy's own gives such statements no key by which it could find them compiled, so that each is
compiled anew whenever it is executed: 5 to 8 ms of an idle tick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import Insert as PostgreSQLInsert
from sqlalchemy.dialects.postgresql.dml import OnConflictDoNothing, OnConflictDoUpdate

from orchestrator.tables.types import Sql


class _DoNothing(OnConflictDoNothing):
    def _gen_cache_key(self, *_: object) -> tuple[object, ...]:
        return (_DoNothing,)


class _DoUpdate(OnConflictDoUpdate):
    def _gen_cache_key(self, *_: object) -> tuple[object, ...]:
        """All that it can say: which columns clash, and which are taken from the new row."""
        clashing = (str(each) for each in self.inferred_target_elements or ())
        return (_DoUpdate, (*clashing,), tuple(str(key) for key, _ in self.update_values_to_set))


class Insert(PostgreSQLInsert):
    """SQLite spells ON CONFLICT the same way."""

    inherit_cache = True

    def or_nothing(self) -> Self:
        """Rows that clash with any unique key are left out."""
        self._post_values_clause = _DoNothing()
        return self

    def or_update(self, clashing: Sequence[Column[object]], renewed: Sequence[str]) -> Self:
        """Where a row is there already, these columns take what the new one says."""
        values: Mapping[str, Sql] = {name: self.excluded[name] for name in renewed}
        self._post_values_clause = _DoUpdate(index_elements=clashing, set_=values)
        return self


def insert(table: Table) -> Insert:
    return Insert(table)
