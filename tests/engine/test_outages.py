"""The database goes away while messages are being prepared: that is nothing of the messages'."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from orchestrator.store import is_outage
from tests.engine.texts import CART, HELLO
from tests.engine.world import World, moment

ENDS_OTHERS = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and application_name = 'lifecycle-flows'"
)


def test_a_connection_that_breaks_fails_no_message(world: World) -> None:
    """It breaks at the one moment at which nothing but the claimed messages' data is read."""
    if world.dialect == "sqlite":
        pytest.skip("a file has no connection that breaks")
    flow = world.flow(CART + "steps:\n" + HELLO)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 08:30")
    broken: list[datetime] = []

    def clock() -> datetime:
        now = moment("2026-03-01 09:00")
        if not broken and _is_claimed(world):
            broken.append(now)
            world.shop.do(ENDS_OTHERS)
        return now

    with pytest.raises(OperationalError):
        world.tick(flow, clock)
    assert broken
    assert world.statuses() == {"claimed": 1}
    world.tick(flow, "2026-03-01 10:00")
    assert world.statuses() == {"sent": 1}


def _is_claimed(world: World) -> bool:
    with world.shop.engine.connect() as connection:
        query = "select count(*) from orchestrator.message where status = 'claimed'"
        return bool(connection.scalar(text(query)))


def test_a_file_that_is_in_use_is_an_outage(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}", connect_args={"timeout": 0})
    other = sqlite3.connect(tmp_path / "shop.db")
    other.execute("begin exclusive")
    with pytest.raises(OperationalError) as busy, engine.connect() as connection:
        connection.exec_driver_sql("select * from sqlite_master")
    other.close()
    assert is_outage(busy.value)
    engine.dispose()


@pytest.mark.parametrize("query", ["select cast(x'ff' as text)", "select json_extract('{', '$.a')"])
def test_data_that_cannot_be_read_is_none(query: str) -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(OperationalError) as unreadable, engine.connect() as connection:
        connection.exec_driver_sql(query).all()
    assert not is_outage(unreadable.value)
    engine.dispose()
