"""Keys of customers whose lots fall as a test says: the engine draws as ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Integer, String, and_, cast, column, literal, select, text, true

from orchestrator.catalog import Type
from orchestrator.compiler.drawing import drawn
from orchestrator.model import Flow, Send, Split
from orchestrator.tables import Sql
from orchestrator.testing.flow_names import HOLDOUT
from orchestrator.testing.model import Case, Person

PATIENCE = 500_000
"""So many keys are tried before nobody is thought to draw all of that."""


class NobodyDrawsError(Exception):
    """The lots that a customer should draw never fall together; holds the customer's name."""


def choose_keys(
    connection: Connection, case: Case, flow: Flow, beside: list[Flow], kind: Type
) -> Mapping[str, str | int]:
    """A key for each customer, in order; nobody is held out who is not said to be."""
    keys: dict[str, str | int] = {}
    after = 0
    for name, person in case.customers.items():
        number = _first(connection, name, kind, _wanted(person, flow, beside), after)
        if number is None:
            raise NobodyDrawsError(name)
        keys[name] = number if kind is Type.NUMBER else _key(name, number)
        after = number if kind is Type.NUMBER else 0
    return keys


def _key(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _first(
    connection: Connection, name: str, kind: Type, wanted: list[_Lot], after: int
) -> int | None:
    number = column("number", Integer())
    if kind is not Type.NUMBER:
        if all(lot.falls(connection, name) for lot in wanted):
            return 1
        after = 1
    numbers = (
        text(
            "WITH RECURSIVE numbers(number) AS "
            f"(SELECT {after + 1} UNION ALL SELECT number + 1 FROM numbers "
            f"WHERE number < {after + PATIENCE}) SELECT number FROM numbers"
        )
        .columns(number)
        .subquery("numbers")
    )
    own = numbers.c.number
    key: Sql = cast(own, String) if kind is Type.NUMBER else literal(f"{name}-") + cast(own, String)
    tests = [lot.holds(key) for lot in wanted]
    found: int | None = connection.scalar(select(own).where(and_(true(), *tests)).limit(1))
    return found


class _Lot:
    """One lot and how it should fall."""

    def __init__(self, salt: str, shares: list[tuple[str, float]], wanted: str) -> None:
        self._salt = salt
        self._shares = shares
        self._wanted = wanted

    def holds(self, key: Sql) -> Sql:
        return drawn(self._salt, key, self._shares) == self._wanted

    def falls(self, connection: Connection, key: str) -> bool:
        return bool(connection.scalar(select(self.holds(literal(key)))))


def _wanted(person: Person, flow: Flow, beside: list[Flow]) -> list[_Lot]:
    lots = list(_steps(person, flow))
    for each in (flow, *beside):
        if each.holdout:
            is_out = each is flow and person.draws.get(HOLDOUT) is True
            lots.append(_holdout(each, is_out=is_out))
    return lots


def _steps(person: Person, flow: Flow) -> Iterator[_Lot]:
    for step in flow.all_steps():
        if not isinstance(step, Send | Split):
            continue
        wanted = person.draws.get(step.id)
        if isinstance(wanted, str):
            several = step.arms if isinstance(step, Split) else step.variants
            shares = [(each.name, each.share) for each in several]
            yield _Lot(f"{flow.key}/{step.was or step.id}", shares, wanted)


def _holdout(flow: Flow, *, is_out: bool) -> _Lot:
    shares = [("out", flow.holdout), ("in", 100 - flow.holdout)]
    return _Lot(f"{flow.key}:{HOLDOUT}", shares, "out" if is_out else "in")
