"""The customers' tables are only ever read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from orchestrator.runner import Workspace
from tests.engine.world import World

EVERYTHING = {
    "event": "trigger:\n  event: placed_order\n  key: order_no\n  quiet_for: 1 hour\nreentry: always\n"
    "exit_when:\n  - did: refunded\n  - customer.recent_refunds: 5\n"
    "steps:\n  - branch: b\n    if:\n      - customer.total_spent: {at_least: 50}\n    then:\n"
    "      - delay: 1 hour\n  - send: hello\n    template: detailed\n    subject: Hello\n",
    "segment": "trigger:\n  segment: swedes\nreentry: always\nwhile_inside: restart\n",
    "date": "trigger:\n  date: customer.birthday\n  repeat: yearly\n",
}
WRITES = (
    "insert into customers (id) values (99)",
    "update customers set country = 'DK'",
    "delete from orders",
    "drop table products",
    "create table mine (id integer)",
)


def scenario(world: World, workspace: Workspace) -> None:
    """Every kind of trigger, step and query; whoever is to get a mail gets it."""
    flows = world.flows(EVERYTHING)
    world.shop.customer(
        1, birth_date="1990-03-02", seen_at="2026-02-01 08:00:00", points=1, is_vip=True
    )
    world.shop.add("products", sku="a", name="Bell", stock=3)
    _tick_all(world, workspace, "2026-03-01 08:00")
    number = world.shop.order(
        1,
        "2026-03-01 08:30",
        order_no="A",
        sku="a",
        is_gift=False,
        delivered_on="2026-03-03",
        paid_at="2026-03-01 08:00:00",
    )
    world.shop.add("order_lines", order_id=number, sku="a", price=60)
    world.shop.change("customers", 1, country="SE")
    for when in ("2026-03-01 10:00", "2026-03-01 12:00", "2026-03-02 12:00"):
        _tick_all(world, workspace, when)
    assert sorted(each.flow for each in world.postbox.taken) == sorted(flows)


def _tick_all(world: World, workspace: Workspace, when: str) -> None:
    for flow in world.flows(EVERYTHING).values():
        world.tick(flow, when, workspace)


@contextmanager
def reader(world: World) -> Iterator[str]:
    """A role that may read the shop and keep tables of its own, and nothing else."""
    url = make_url(world.url)
    role = f"reader_of_{url.database}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            "DROP SCHEMA orchestrator CASCADE",
            f"CREATE ROLE {role} LOGIN",
            f"GRANT CREATE ON DATABASE {url.database} TO {role}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        ):
            connection.execute(text(statement))
        yield url.set(username=role).render_as_string(hide_password=False)
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
    engine.dispose()


@contextmanager
def reading_worker(world: World) -> Iterator[Workspace]:
    """On SQLite every worker is one."""
    if world.dialect == "sqlite":
        yield world.workspace
    else:
        with reader(world) as url, world.another_workspace(url=url) as workspace:
            yield workspace


def test_a_whole_scenario_with_the_right_to_read_alone(world: World) -> None:
    """On PostgreSQL under such a role, which makes its own schema; on SQLite as always."""
    with reading_worker(world) as workspace:
        scenario(world, workspace)


@pytest.mark.parametrize("statement", WRITES)
def test_the_engines_connection_cannot_write_there(world: World, statement: str) -> None:
    with reading_worker(world) as workspace:
        writing = workspace.store.writing()
        with (
            pytest.raises(DatabaseError, match=r"readonly|permission denied|must be owner"),
            writing as c,
        ):
            c.exec_driver_sql(statement)


def test_not_a_byte_of_the_file_changes(world: World) -> None:
    if world.dialect != "sqlite":
        pytest.skip("a server's files are its own")
    flow = world.flow(EVERYTHING["event"])
    world.shop.customer(1)
    world.shop.order(1, "2026-03-01 08:30", order_no="A")
    world.shop.do("pragma wal_checkpoint(truncate)")
    file = Path(str(make_url(world.url).database))
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    for when in ("2026-03-01 08:00", "2026-03-01 10:00", "2026-03-02 10:00"):
        world.tick(flow, when)
    assert world.entered()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    log = file.with_name(f"{file.name}-wal")
    assert not log.exists() or log.stat().st_size == 0
