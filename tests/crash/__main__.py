"""Kill workers at random instants: `python -m tests.crash 200 [SEED] [URL of a PostgreSQL]`.

Two workers tick on one PostgreSQL and hand over to a mail server on loopback; again and again one
of them is killed. Afterwards workers run until nothing is left to do, and everything is counted.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.flows import FLOWS, RATED_AFTER, Order
from tests.crash.mail_server import read_mails, running_mail_server
from tests.crash.verdict import Verdict, judge
from tests.crash.workers import FastClock, Office
from tests.engine.library import Library
from tests.engine.server import Server
from tests.engine.shop import Shop
from tests.postgresql import running_postgresql

WORKERS = 2
CUSTOMERS = 6
"""So many order between two kills, twice each."""
LIFE = (0.05, 0.7)
"""Seconds between two kills, at least and at most."""
PATIENCE = 60
"""Rounds of workers after which what is left is called lost."""


STEP = timedelta(minutes=1)


class Selling:
    """The shop: its customers order, and some of them rate."""

    def __init__(self, url: str, clock: FastClock, dice: random.Random) -> None:
        self._shop = Shop(url)
        self._clock = clock
        self._dice = dice
        self._keys = count(1)
        self.orders: list[Order] = []

    def sell(self) -> None:
        now = self._clock()
        for _ in range(CUSTOMERS):
            customer = next(self._keys)
            self._shop.customer(customer)
            for _ in range(2):
                total = self._dice.choice((50, 150))
                number = self._shop.order(customer, _text(now), total=total)
                self.orders.append(Order(number, customer, total))
            if self.orders[-1].is_rated:
                # Written down before its time has come: until then it must not count.
                self._shop.rating(customer, _text(now + RATED_AFTER), stars=5)

    def close(self) -> None:
        self._shop.close()


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


def run(kills: int, seed: int, url: str, folder: Path) -> Verdict:
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    compiled = Library(folder).compiled(FLOWS)
    log = folder / "mails"
    log.touch()
    with running_mail_server(log) as port:
        clock = FastClock()
        office = Office(url, port, compiled, clock)
        selling = Selling(url, clock, dice)
        office.begin(until_quiet=True).join()
        clock.set_forward(STEP)  # what is dated before a flow's first tick is none of its business
        killed = _kill(kills, office, selling, dice)
        _finish(office, selling)
    with Shop(url).engine.connect() as connection:
        return judge(connection, read_mails(log), selling.orders, killed)


def _kill(kills: int, office: Office, selling: Selling, dice: random.Random) -> list[str]:
    """The names of those who were killed."""
    killed: list[str] = []
    workers = [office.begin() for _ in range(WORKERS)]
    while len(killed) < kills:
        selling.sell()
        time.sleep(dice.uniform(*LIFE))
        victim = workers.pop(dice.randrange(WORKERS))
        victim.kill()
        killed.append(victim.name)
        workers.append(office.begin())
    for worker in workers:
        worker.kill()
        killed.append(worker.name)
    return killed


def _finish(office: Office, selling: Selling) -> None:
    """Workers that nobody kills, until they find nothing to do, and then later again."""
    for _ in range(PATIENCE):
        workers = [office.begin(until_quiet=True) for _ in range(WORKERS)]
        for worker in workers:
            worker.join()
        if not _is_anybody_inside(office.url):
            break
        office.clock.set_forward(STEP)
    selling.close()


def _is_anybody_inside(url: str) -> bool:
    shop = Shop(url)
    with shop.engine.connect() as connection:
        inside = "select 1 from orchestrator.enrolment where ended_at is null limit 1"
        found = connection.exec_driver_sql(inside).first()
    shop.close()
    return found is not None


@contextmanager
def _database(url: str | None) -> Iterator[str]:
    with ExitStack() as stack:
        server = Server(url or stack.enter_context(running_postgresql()))
        stack.callback(server.close)
        yield stack.enter_context(server.database())


def _arguments(
    kills: str, seed: str = "20260331", url: str | None = None
) -> tuple[int, int, str | None]:
    return int(kills), int(seed), url


def main() -> int:
    kills, seed, url = _arguments(*sys.argv[1:])
    began = time.monotonic()
    with _database(url) as database, TemporaryDirectory() as folder:
        verdict = run(kills, seed, database, Path(folder))
    print("\n".join(verdict.lines()))
    print(f"seed {seed}, {time.monotonic() - began:.0f} s")
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
