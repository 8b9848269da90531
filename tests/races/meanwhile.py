"""What others do between two statements of a tick, over connections of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url

from tests.engine.world import World


@contextmanager
def before_statement(
    engine: Engine, number: int, happens: Callable[[], None]
) -> Iterator[list[bool]]:
    """Let something happen just before the how-manieth statement from here on."""
    counter = count()
    happened: list[bool] = []

    def step(*_: object) -> None:
        if next(counter) == number:
            happened.append(True)
            happens()

    event.listen(engine, "before_cursor_execute", step)
    try:
        yield happened
    finally:
        event.remove(engine, "before_cursor_execute", step)


@contextmanager
def before_each(engine: Engine, name: str, happens: Callable[[], None]) -> Iterator[None]:
    """Let it happen at each `begin` (say) of the engine's connections."""

    def step(*_: object) -> None:
        happens()

    event.listen(engine, name, step)
    try:
        yield
    finally:
        event.remove(engine, name, step)


def write_state(world: World, sql: str, **values: object) -> bool:
    """Write to the state without waiting for anybody; False where another one writes just now."""
    if world.dialect == "postgresql":
        with world.shop.engine.begin() as connection:
            connection.execute(text(sql), values)
        return True
    return _write_file(state_file(world), sql.replace("orchestrator.", ""), values)


def write_shop(world: World, sql: str) -> bool:
    """The same to the shop's own tables."""
    if world.dialect == "postgresql":
        with world.shop.engine.begin() as connection:
            connection.execute(text("set local lock_timeout = '1ms'"))
            connection.execute(text(sql))
        return True
    return _write_file(Path(str(make_url(world.url).database)), sql, {})


def _write_file(file: Path, sql: str, values: dict[str, object]) -> bool:
    connection = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        connection.execute(sql, values)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    finally:
        connection.close()
    return True


def state_file(world: World) -> Path:
    file = Path(str(make_url(world.url).database))
    return file.with_name(f"{file.stem}.orchestrator{file.suffix}")


def someone_writes(world: World) -> bool:
    """Whether another worker would have to wait."""
    if world.dialect == "sqlite":
        return not write_state(world, "update meta set value = value where 0")
    waiting = (
        "select count(*) from pg_stat_activity "
        "where wait_event_type = 'Lock' and datname = current_database()"
    )
    with world.shop.engine.connect() as connection:
        return bool(connection.scalar(text(waiting)))
