"""Build the demo shop: `python -m examples.shop.build --out .demo/shop.db`."""

import argparse
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from examples.shop.assortment import products
from examples.shop.dice import dice
from examples.shop.people import people
from examples.shop.rows import TABLES, Row
from examples.shop.season import Season
from examples.shop.trade import trade
from examples.shop.visits import visits

CUSTOMERS = 6_000
NOW = "2026-03-31T08:00:00Z"  # the demo's first tick; the data goes on for two weeks more

_BATCH = 5_000
_FOR_SPEED = "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000"
_SIGN_UPS_GROW = 2.2
_BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


def main() -> None:
    """Build the shop that the command line asks for."""
    parser = argparse.ArgumentParser(description="Build the demo shop's database.")
    parser.add_argument("--out", type=Path, required=True, metavar="PATH")
    parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N")
    arguments = parser.parse_args()
    build(arguments.out, arguments.customers)
    sys.stdout.write(f"{arguments.out}: {arguments.customers} customers; start it at {NOW}\n")


def build(out: Path, customers: int = CUSTOMERS) -> None:
    """Write the shop's database to a path, whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        unfinished = Path(folder, out.name)
        with closing(sqlite3.connect(unfinished)) as database:
            database.executescript(_FOR_SPEED)
            database.executescript(Path(__file__).with_name("schema.sql").read_text("utf-8"))
            _fill(database, _rows(customers))
            database.execute("analyze")
            database.commit()
            database.execute("pragma journal_mode = wal")  # a tick and the shop never wait
        for ending in _BESIDE_A_DATABASE:  # an older shop's log would be replayed into this one
            out.with_name(out.name + ending).unlink(missing_ok=True)
        unfinished.replace(out)


def _rows(customers: int) -> Iterator[Row]:
    growing, steady = Season(growth=_SIGN_UPS_GROW), Season(growth=1)
    draws = dice("sign-ups")
    sign_ups = sorted(growing.draw(draws) for _ in range(customers))
    yield from people(dice("people"), sign_ups)
    shelves = products(dice("products"))
    yield from shelves
    yield from trade(dice("trade"), shelves, visits(dice("visits"), steady, sign_ups))


def _fill(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    waiting: defaultdict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        batch = waiting[type(row)]
        batch.append(row)
        if len(batch) == _BATCH:
            _insert(database, batch)
            batch.clear()
    for batch in waiting.values():
        _insert(database, batch)


def _insert(database: sqlite3.Connection, rows: list[Row]) -> None:
    if rows:
        values = ", ".join("?" for _ in rows[0])
        database.executemany(f"insert into {TABLES[type(rows[0])]} values ({values})", rows)


if __name__ == "__main__":
    main()
