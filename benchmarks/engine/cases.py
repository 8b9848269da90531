"""The pieces of work: ours, and the hand-written one beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.engine import bare
from benchmarks.engine.databases import Database
from benchmarks.engine.measuring import Cost, cost_of
from benchmarks.engine.project import Compiled, compile_in
from benchmarks.engine.shop import BUSY, BUSY_FOR, DAY, START
from orchestrator.delivery import open_senders
from orchestrator.program import Operation, Program, Send
from orchestrator.runner import Workspace, fixed_clock, open_tick, open_workspace

ENTERED = START + DAY
DUE = ENTERED + DAY
FIVE_MINUTES = timedelta(minutes=5)
OVERLAP = timedelta(hours=1)
FAR = {
    "sqlite": "'2027-01-01 00:00:00'",
    "postgresql": "cast('2027-01-01 00:00:00Z' as timestamptz)",
}


@dataclass
class Bench:
    """One database with the compiled flows."""

    database: Database
    folder: Path
    compiled: Compiled = field(init=False)

    def __post_init__(self) -> None:
        self.compiled = compile_in(self.folder, self.database.url)

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        with working(self.compiled, self.folder) as workspace:
            yield workspace

    def program(self, flow: str) -> Program:
        return self.compiled.programs[flow]

    def cost(self, work: Callable[[], object]) -> Cost:
        return cost_of(work, self.database.processor_seconds)


@contextmanager
def working(compiled: Compiled, folder: Path) -> Iterator[Workspace]:
    senders = open_senders(compiled.project, folder)
    with open_workspace(compiled.project, compiled.templates, senders) as workspace:
        yield workspace


def begin(program: Program, workspace: Workspace) -> None:
    """The flow's first tick: from now on it looks."""
    tick(program, workspace, START)


def tick(program: Program, workspace: Workspace, now: datetime) -> None:
    with open_tick(program, workspace, fixed_clock(now)) as opened:
        for operation in program.operations:
            opened.perform(operation)


def enrol_ours(bench: Bench, flow: str = "waiting") -> Cost:
    program = bench.program(flow)
    with bench.workspace() as workspace:
        begin(program, workspace)
        with open_tick(program, workspace, fixed_clock(ENTERED)) as opened:
            cost = bench.cost(lambda: opened.perform(named(program, "enrol")))
            entered = opened.tally.totals["entered"]
    _expect(entered, bench.database.size.entering)
    return cost


def enrol_bare(bench: Bench) -> Cost:
    with bench.workspace() as workspace:
        begin(bench.program("waiting"), workspace)
        cost = bench.cost(
            lambda: bare.run(workspace.store.engine, bare.ENROL, "waiting", START, ENTERED)
        )
        _expect(_count(workspace.store.engine), bench.database.size.entering)
    return cost


def prepare(bench: Bench, flow: str) -> None:
    """Everybody has entered, and a fifth of them are due at the delay."""
    bench.database.restore(None)
    enrol_ours(bench, flow)
    far = FAR[bench.database.dialect]
    sql = f"update orchestrator.enrolment set due_at = {far} where id % 5 <> 0"
    with bench.workspace() as workspace, workspace.store.writing() as connection:
        connection.execute(text(sql.replace(":", r"\:")))
    bench.database.keep(f"due_{flow}")


def advance_ours(bench: Bench, flow: str) -> Cost:
    """All operations from the delay to the branch or, with messages, to their queue."""
    program = bench.program(flow)
    moving = [named(program, name) for name in ("delay 1 day", "branch swede")]
    sends = [each for each in program.operations if isinstance(each, Send)]
    with (
        bench.workspace() as workspace,
        open_tick(program, workspace, fixed_clock(DUE)) as opened,
    ):

        def work() -> None:
            for operation in moving:
                opened.perform(operation)
            for send in sends if flow == "sending" else ():
                opened.queue(send)

        return bench.cost(work)


def advance_bare(bench: Bench, flow: str) -> Cost:
    statements = bare.ADVANCE if flow == "waiting" else bare.QUEUE
    with bench.workspace() as workspace:
        return bench.cost(lambda: bare.run(workspace.store.engine, statements, flow, START, DUE))


def window_costs(bench: Bench) -> Iterator[tuple[Cost, Cost]]:
    """Ours and the hand-written one, of five minutes each in the second busy hour."""
    program, now = bench.program("waiting"), BUSY + OVERLAP
    with bench.workspace() as workspace:
        engine = workspace.store.engine
        enrol_until(program, workspace, now)
        bare.run(engine, bare.ENROL, "bare", BUSY, now)
        while now + FIVE_MINUTES <= BUSY + BUSY_FOR:
            low, now = now - OVERLAP, now + FIVE_MINUTES
            ours = enrol_until(program, workspace, now, bench.cost)
            yield ours, bench.cost(lambda: bare.run(engine, bare.ENROL, "bare", low, now))  # noqa: B023 - run at once


def enrol_until(
    program: Program,
    workspace: Workspace,
    now: datetime,
    cost: Callable[[Callable[[], object]], Cost] | None = None,
) -> Cost:
    with open_tick(program, workspace, fixed_clock(now)) as opened:
        enrol = named(program, "enrol")
        return (cost or _unmeasured)(lambda: opened.perform(enrol))


def _unmeasured(work: Callable[[], object]) -> Cost:
    work()
    return Cost(0, 0)


def named(program: Program, name: str) -> Operation:
    return next(each for each in program.operations if each.name == name)


def _count(engine: Engine) -> int:
    with engine.connect() as connection:
        query = text("select count(*) from orchestrator.enrolment")
        return int(connection.scalar(query) or 0)


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        message = f"{found} instead of {wanted}: the benchmark does not do what it says"
        raise AssertionError(message)
