"""`python -m benchmarks.online_retail`: a year of a real shop, six flows, a tick a day.

Where the time goes is taken around each operation of each tick, from outside: nothing in the product
measures itself.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.online_retail.measuring import Stopwatch, watching
from orchestrator.load import Loaded, load_project
from orchestrator.model import Project
from orchestrator.runner import Happening, instants, simulate, summary
from tests.real.online_retail.load import load

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data"
FIRST, LAST = datetime(2010, 12, 1, tzinfo=UTC), datetime(2011, 12, 10, tzinfo=UTC)


def main() -> int:
    options = _options()
    delivered = options.data / "online_retail" / "year_2010_2011.parquet"
    if not delivered.is_file():
        print(f"{delivered} is not here; --data says where it is")
        return 1
    database = options.folder / "online_retail.db"
    if not database.is_file():
        options.folder.mkdir(parents=True, exist_ok=True)
        load(delivered, database)
    loaded, project = _project(database)
    watch = Stopwatch()
    ticks = instants(FIRST, min(LAST, FIRST + timedelta(days=options.days)), timedelta(days=1))
    begun, used = time.perf_counter(), time.process_time()
    with watching(watch):
        happened, _ = simulate(project, loaded.flows, loaded.templates, ticks, lambda _: None)
    wall, processor = time.perf_counter() - begun, time.process_time() - used
    print(
        f"{len(ticks)} ticks of {len(loaded.flows)} flows: {wall:.1f} s, {processor:.1f} s of CPU"
    )
    print()
    print(watch.table(wall, processor))
    print()
    print(_counts(happened))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.online_retail", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="the folder of the data sets")
    parser.add_argument("--folder", type=Path, default=Path(".demo"), help="keeps the database")
    parser.add_argument("--days", type=int, default=400, help="so many days from the first on")
    return parser.parse_args()


def _project(database: Path) -> tuple[Loaded, Project]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database.resolve()}",
        "UNSUBSCRIBE_SECRET": "not-much-of-one",
    }
    loaded = load_project(HERE / "project", environment=environment)
    if loaded.project is None or loaded.has_errors:
        for each in loaded.diagnostics:
            print(each.sentence())
        raise SystemExit(1)
    return loaded, loaded.project


def _counts(happened: list[Happening]) -> str:
    lines = []
    for flow, counts in summary(happened).items():
        lines.append(flow)
        lines += [f"  {what:<24}{number:>8}" for what, number in sorted(counts.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
