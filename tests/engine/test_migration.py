"""A state of an earlier version becomes one of this version, and keeps what it held."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, select, text

from orchestrator.model import Database
from orchestrator.store import open_store
from orchestrator.store.errors import WrongVersionError
from orchestrator.tables import SCHEMA, SCHEMA_VERSION, suppression
from tests.engine.texts import CART, send
from tests.engine.world import World

OLD = Path(__file__).parent / "state"
STEPS = CART + "steps:\n  - delay: 1 day\n" + send("hello")


def shape(engine: Engine) -> dict[str, object]:
    """Tables with their columns and indexes, whatever the order they were made in."""
    found = inspect(engine)
    return {
        table: (
            sorted(
                (each["name"], str(each["type"]), each["nullable"], str(each["default"]))
                for each in found.get_columns(table, schema=SCHEMA)
            ),
            sorted(
                (str(each["name"]), tuple(each["column_names"]), bool(each["unique"]))
                for each in found.get_indexes(table, schema=SCHEMA)
            ),
        )
        for table in found.get_table_names(schema=SCHEMA)
    }


def make_old(world: World, version: int) -> None:
    """Throw the state away and make that of the version instead, with somebody inside."""
    sql = (OLD / f"version-{version}.{world.dialect}.sql").read_text()
    with world.workspace.store.engine.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        _drop_all(raw)
        for statement in sql.split(";\n"):
            if statement.strip():
                raw.exec_driver_sql(statement)
        raw.exec_driver_sql(
            f"insert into orchestrator.meta values ('version', '{version}'), ('installation', 'x')"
        )
        raw.exec_driver_sql(
            "insert into orchestrator.enrolment (id, flow, customer, trigger_key, trigger_id, "
            'entry_slot, open_slot, digest, "trigger", triggered_at, entered_at, position, due_at) '
            "values (1, 'f', '1', '1', '1', '1', '', 'd', "
            "'{\"value\": 100}', '2026-03-01 09:00:00', '2026-03-01 09:00:00', '+1', "
            "'2026-03-02 09:00:00')"
        )
        raw.exec_driver_sql(
            "insert into orchestrator.flow (flow, digest, began_at, starts_at, watermark) values "
            "('f', 'd', '2026-03-01 08:00:00', '2026-03-01 08:00:00', '2026-03-01 09:00:00')"
        )


def _drop_all(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"drop schema {SCHEMA} cascade"))
        connection.execute(text(f"create schema {SCHEMA}"))
        return
    connection.execute(text("pragma foreign_keys = off"))
    for table in inspect(connection).get_table_names(schema=SCHEMA):
        connection.execute(text(f"drop table {SCHEMA}.{table}"))


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_state_is_brought_up_to_date(world: World, version: int) -> None:
    """It has the same shape as a new one, and who was inside goes on."""
    new = shape(world.workspace.store.engine)
    make_old(world, version)
    assert shape(world.workspace.store.engine) != new
    world.shop.customer(1)
    with world.another_workspace() as workspace:
        assert shape(workspace.store.engine) == new
        assert workspace.installation == "x"
        world.apply(world.flow(STEPS), "2026-03-02 08:00", workspace)
        world.tick(world.flow(STEPS), "2026-03-02 09:00", workspace)
    assert world.postbox.sent() == [(1, "hello")]


def test_whoever_unsubscribed_goes_on_getting_receipts(world: World) -> None:
    make_old(world, 1)
    with world.workspace.store.engine.begin() as connection:
        for address, reason in (("a@shop.example", "unsubscribed"), ("b@shop.example", "bounced")):
            connection.exec_driver_sql(
                "insert into orchestrator.suppression values "
                f"('email', '{address}', '{reason}', '2026-03-01 09:00:00')"
            )
    with world.another_workspace() as workspace, workspace.store.reading() as connection:
        query = select(suppression.c.address, suppression.c.stops)
        found = {row.address: row.stops for row in connection.execute(query)}
    assert found == {"a@shop.example": "marketing", "b@shop.example": "all"}


def test_a_later_state_is_refused(world: World) -> None:
    with world.workspace.store.writing() as connection:
        version = str(SCHEMA_VERSION + 1)
        sql = text("update orchestrator.meta set value = :version where name = 'version'")
        connection.execute(sql, {"version": version})
    with (
        pytest.raises(WrongVersionError, match="written by a later release"),
        open_store(Database(world.url), Path()),
    ):
        pass
