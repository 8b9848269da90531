"""Every case as rows of the printed table: ours, the bare one, and what may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.engine.cases import (
    Bench,
    advance_bare,
    advance_ours,
    enrol_bare,
    enrol_ours,
    prepare,
    window_costs,
)
from benchmarks.engine.idle import idle_tick
from benchmarks.engine.measuring import Cost, median
from benchmarks.engine.memory import peak_megabytes


@dataclass(frozen=True)
class Benches:
    """The same database in two sizes, to see what grows with them."""

    small: Bench
    large: Bench
    runs: int


def enrolling(benches: Benches) -> Iterator[str]:
    bench = benches.large
    yield _row(
        f"a  enrol {bench.database.size.entering:,}",
        *_interleaved(
            benches.runs,
            lambda: bench.database.restore(None),
            lambda: enrol_ours(bench),
            lambda: enrol_bare(bench),
        ),
    )


def advancing(benches: Benches) -> Iterator[str]:
    yield _moving(benches, "b  advance", "waiting")


def queueing(benches: Benches) -> Iterator[str]:
    yield _moving(benches, "c  advance and queue", "sending")


def _moving(benches: Benches, words: str, flow: str) -> str:
    bench = benches.large
    prepare(bench, flow)
    costs = _interleaved(
        benches.runs,
        lambda: bench.database.restore(f"due_{flow}"),
        lambda: advance_ours(bench, flow),
        lambda: advance_bare(bench, flow),
    )
    return _row(f"{words} {bench.database.size.entering // 5:,}", *costs)


def idling(benches: Benches) -> Iterator[str]:
    for bench in (benches.small, benches.large):
        _waiting(bench)
        found = idle_tick(bench)
        yield (
            f"d  idle tick, {bench.database.size.entering:,} waiting: "
            f"{found.seconds * 1000:.2f} ms in {found.calls} calls"
        )


def five_minutes(benches: Benches) -> Iterator[str]:
    for bench in (benches.small, benches.large):
        _waiting(bench)
        with bench.database.undisturbed():
            pairs = list(window_costs(bench))
        ours, bare = (median(each) for each in zip(*pairs, strict=True))
        size = bench.database.size
        yield _row(f"e  {size.busy // 24:,} new of {size.visits:,} visits", ours, bare)


def peaks(benches: Benches) -> Iterator[str]:
    for bench in (benches.small, benches.large):
        bench.database.restore(None)
        peak = peak_megabytes(bench.database.url, bench.folder)
        yield f"f  peak of the process, {bench.database.size.customers:,} customers: {peak:.0f} MB"


CASES = {
    "a": enrolling,
    "b": advancing,
    "c": queueing,
    "d": idling,
    "e": five_minutes,
    "f": peaks,
}


def _waiting(bench: Bench) -> None:
    prepare(bench, "waiting")
    bench.database.restore("due_waiting")


def _interleaved(
    runs: int, restore: Callable[[], None], ours: Callable[[], Cost], bare: Callable[[], Cost]
) -> tuple[Cost, Cost]:
    found: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(runs):
        for work, costs in zip((ours, bare), found, strict=True):
            restore()
            costs.append(work())
    return median(found[0]), median(found[1])


def _row(words: str, ours: Cost, bare: Cost) -> str:
    return (
        f"{words}: {_seconds(ours)} against {_seconds(bare)}: "
        f"{ours.clock / bare.clock:.2f} by the clock, "
        f"{ours.processor / max(bare.processor, 0.001):.2f} of the processor"
    )


def _seconds(cost: Cost) -> str:
    if cost.clock < 1:
        return f"{cost.clock * 1000:.1f} ms"
    return f"{cost.clock:.2f} s ({cost.processor:.2f} s of the processor)"
