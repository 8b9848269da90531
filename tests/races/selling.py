"""A shop that sells while others tick, as a process of its own.

`python -m tests.races.selling URL STATEMENT` runs the statement again and again until its input ends,
and then prints how many times, and how long the longest of them took in seconds.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import psycopg
from sqlalchemy.engine import make_url

_ROOT = Path(__file__).parents[2]
_BETWEEN_SALES = 0.001
_PATIENCE = 30
"""Seconds after which SQLite gives up."""


@dataclass
class Sold:
    """What the shop has told in the end."""

    times: int = 0
    longest: float = 0.0


@contextmanager
def selling(url: str, statement: str) -> Iterator[Sold]:
    """The shop sells in here; what is yielded is filled at the end."""
    sold = Sold()
    with subprocess.Popen(
        [sys.executable, "-m", __name__, url, statement],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as shop:
        assert shop.stdout is not None
        assert shop.stdout.readline() == "open\n"
        try:
            yield sold
        finally:
            told, _ = shop.communicate()
    assert shop.returncode == 0
    times, longest = told.split()
    sold.times, sold.longest = int(times), float(longest)


def _connected(url: str) -> Callable[[str], object]:
    if url.startswith("sqlite"):
        file = url.removeprefix("sqlite:///")
        connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
        # Waiting for the disk is not waiting for us.
        connection.execute("pragma synchronous = off")
        return connection.execute
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True).execute


def _sell(url: str, statement: str) -> None:
    run = _connected(url)
    run(statement)
    closed: list[str] = []
    Thread(target=lambda: closed.append(sys.stdin.read()), daemon=True).start()
    sys.stdout.write("open\n")
    sys.stdout.flush()
    waits = [0.0]
    while not closed:
        before = time.monotonic()
        run(statement)
        waits.append(time.monotonic() - before)
        time.sleep(_BETWEEN_SALES)
    sys.stdout.write(f"{len(waits) - 1} {max(waits)}\n")


if __name__ == "__main__":
    _sell(*sys.argv[1:])
