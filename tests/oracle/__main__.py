"""`python -m tests.oracle COUNT [START] [--database sqlite|postgresql] [--processes N]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import click

from tests.oracle.arena import Played
from tests.oracle.coverage import EVERYTHING
from tests.oracle.opening import opened
from tests.postgresql import running_postgresql

_CHUNK = 25


def _stretch(database: str, url: str, seeds: Sequence[int]) -> list[Played]:
    with opened(database, url) as arena:
        return [arena.play(seed) for seed in seeds]


@contextmanager
def _server(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with running_postgresql() as url:
        yield url


@click.command()
@click.argument("count", type=int)
@click.argument("start", type=int, default=0)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--processes", type=int, default=1)
def main(count: int, start: int, database: str, processes: int) -> None:
    """Let engine and oracle play so many triples, and print where they disagree."""
    seeds = range(start, start + count)
    chunks = [seeds[first : first + _CHUNK] for first in range(0, count, _CHUNK)]
    covered: Counter[str] = Counter()
    disagreed = 0
    with _server(database) as url, ProcessPoolExecutor(processes) as pool:
        arguments = ([database] * len(chunks), [url] * len(chunks), chunks)
        for played in pool.map(_stretch, *arguments):
            for each in played:
                covered += each.covered
                if each.differences:
                    disagreed += 1
                    click.echo("\n    ".join((f"seed {each.seed}:", *each.differences[:8])))
    click.echo(_table(covered, count, disagreed, database))
    sys.exit(1 if disagreed else 0)


def _table(covered: Counter[str], count: int, disagreed: int, database: str) -> str:
    enrolments, messages = (_total(covered, kind) for kind in ("enrolment: ", "message: "))
    width = max(map(len, EVERYTHING))
    lines = [f"{name:{width}} {covered[name]:8,}" for name in EVERYTHING]
    missing = [name for name in EVERYTHING if not covered[name]]
    unlisted = sorted({*covered} - {*EVERYTHING})
    return "\n".join(
        (
            *lines,
            f"not covered: {', '.join(missing) or 'nothing'}",
            f"not in the list: {', '.join(unlisted) or 'nothing'}",
            f"{count:,} triples on {database}: {enrolments:,} enrolments, {messages:,} messages",
            f"disagreements: {disagreed:,}",
        )
    )


def _total(covered: Counter[str], kind: str) -> int:
    return sum(number for name, number in covered.items() if name.startswith(kind))


if __name__ == "__main__":
    main()
