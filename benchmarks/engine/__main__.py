"""The engine beside hand-written SQL: `python -m benchmarks.engine`.

Makes a shop once, which takes a minute or two, and keeps it in the cache folder for later runs. Ours
and the bare SQL of `bare.py` run in turn, each from the same state; what is told are medians.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.engine.cases import Bench
from benchmarks.engine.databases import Database, PostgreSQL, SQLite, running_server
from benchmarks.engine.reporting import CASES, Benches
from benchmarks.engine.shop import Size

# Beside the working copy's own files PostgreSQL's user could not read.
CACHE = Path(tempfile.gettempdir()) / "lifecycle-flows-benchmarks"
GROWTH = 100


def main() -> None:
    asked = _asked()
    asked.cache.mkdir(parents=True, exist_ok=True)
    for dialect in asked.database:
        with _databases(dialect, asked.customers, asked.cache) as (small, large):
            for database in (small, large):
                database.fill()
            folder = asked.cache / "project"
            benches = Benches(Bench(small, folder), Bench(large, folder), asked.runs)
            for case in asked.cases or CASES:
                for row in CASES[case](benches):
                    print(f"{dialect:10} {row}", flush=True)


@contextmanager
def _databases(dialect: str, customers: int, cache: Path) -> Iterator[tuple[Database, Database]]:
    sizes = Size(max(customers // GROWTH, 1000)), Size(customers)
    if dialect == "sqlite":
        yield SQLite(sizes[0], cache), SQLite(sizes[1], cache)
        return
    with running_server(cache) as (url, postmaster):
        yield PostgreSQL(sizes[0], url, postmaster), PostgreSQL(sizes[1], url, postmaster)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {' '.join(CASES)}")
    parser.add_argument("--database", action="append", choices=("sqlite", "postgresql"))
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=CACHE)
    asked = parser.parse_args()
    asked.database = asked.database or ["sqlite", "postgresql"]
    unknown = set(asked.cases) - set(CASES)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {' '.join(CASES)}")
    return asked


if __name__ == "__main__":
    os.umask(0o022)
    main()
