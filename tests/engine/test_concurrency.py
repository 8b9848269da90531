"""Two workers at once, and a shop that goes on selling meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url

from orchestrator.model import Database
from orchestrator.program import Program
from orchestrator.runner import Workspace
from orchestrator.store import open_store
from tests.engine.postbox import Postbox
from tests.engine.world import World

ORDERS = (
    "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n"
    "steps:\n  - send: hello\n    template: hello\n    subject: Hello {{ trigger.order_id }}\n"
)
ONE_AT_A_TIME = ORDERS.replace("while_inside: both\n", "").replace(
    "steps:\n", "steps:\n  - delay: 1 minute\n"
)
MINUTES = [f"2026-03-01 09:{minute:02}" for minute in range(30)]


def at_once(jobs: Sequence[Callable[[], None]]) -> None:
    """Run them in threads of their own; the first error is raised."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        start.wait()
        job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()


def worker(
    world: World, flow: Program, workspace: Workspace, times: Sequence[str]
) -> Callable[[], None]:
    def work() -> None:
        for when in times:
            world.tick(flow, when, workspace)

    return work


@contextmanager
def workers(world: World, how_many: int) -> Iterator[list[tuple[Workspace, Postbox]]]:
    with ExitStack() as stack:
        boxes = [Postbox() for _ in range(how_many)]
        yield [(stack.enter_context(world.another_workspace(box)), box) for box in boxes]


@pytest.mark.parametrize("text_of", [ORDERS, ONE_AT_A_TIME], ids=["side by side", "one at a time"])
def test_two_workers_at_the_same_instants(world: World, text_of: str) -> None:
    """Every order enters once and is mailed once, whoever of them comes first.

    They go from instant to instant together: a minute of their clock lasts milliseconds, and one
    who is still mailing at 09:01 while the other enrols at 09:10 holds people inside rightly.
    """
    flow = world.flow(text_of)
    together = Barrier(2)

    def work(workspace: Workspace) -> None:
        for when in MINUTES:
            together.wait(timeout=60)
            world.tick(flow, when, workspace)

    world.shop.customers(20)
    world.tick(flow, "2026-03-01 08:59")
    for key in range(1, 21):
        for minute in range(0, 30, 10):
            world.shop.order(key, f"2026-03-01 09:{minute:02}")
    with workers(world, 2) as hands:
        at_once([partial(work, workspace) for workspace, _ in hands])
        world.tick(flow, "2026-03-01 09:40", hands[0][0])
    sent = Counter(message.subject for _, box in hands for message in box.taken)
    assert sent == {f"Hello {number}": 1 for number in range(1, 61)}
    assert Counter(world.entered()) == dict.fromkeys(range(1, 21), 3)
    assert world.inside() == {}


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_the_shop_sells_while_two_workers_work(world: World, journal: str) -> None:
    """Orders come in between any two statements; in the end each was mailed once.

    A shop on SQLite may keep either kind of journal, of which one makes readers and writers wait.
    """
    if world.dialect == "sqlite":
        world.workspace.store.engine.dispose()
        world.shop.do(f"pragma journal_mode = {journal}")
    flow = world.flow(ORDERS)
    world.shop.customers(5)
    world.tick(flow, "2026-03-01 08:59")

    def sell() -> None:
        for number in range(120):
            world.shop.order(1 + number % 5, f"2026-03-01 09:{number % 30:02}")

    with workers(world, 2) as hands:
        at_once([sell, *(worker(world, flow, workspace, MINUTES) for workspace, _ in hands)])
        world.tick(flow, "2026-03-01 09:30", hands[0][0])
    sent = Counter(message.subject for _, box in hands for message in box.taken)
    assert sent == {f"Hello {number}": 1 for number in range(1, 121)}


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


@pytest.mark.parametrize("inside", ["both", "restart"])
def test_an_order_is_never_lost_between_two_statements(world: World, inside: str) -> None:
    """It is committed before each statement of a tick in turn: that tick sees it, or the next."""
    flow = world.flow(ORDERS.replace("both", inside))
    world.tick(flow, "2026-03-01 08:59")
    engine = world.workspace.store.engine
    for number in range(90):
        world.shop.customer(number)
        order = f"2026-03-01 {9 + number // 30:02}:{number % 30:02}"

        def sell(customer: int = number, order: str = order) -> None:
            world.shop.order(customer, order)

        with before_statement(engine, number, sell) as happened:
            world.tick(flow, order)
        if not happened:
            break
    world.tick(flow, order)
    assert number > 15
    assert world.entered() == list(range(number))


def test_workers_that_start_together_find_the_same_tables(world: World) -> None:
    """The very first time, when there is nothing yet: one makes them, the others wait."""
    url = make_url(world.url)
    root = Path(str(url.database)).parent if world.dialect == "sqlite" else Path()
    state = "new.db" if world.dialect == "sqlite" else None
    if world.dialect == "postgresql":
        world.shop.do("drop schema orchestrator cascade")
    found = []

    def start() -> None:
        with open_store(Database(world.url, state), root) as store:
            found.append(store.installation())
            with store.reading() as connection:
                connection.execute(text("select * from orchestrator.flow"))

    at_once([start] * 6)
    assert len(found) == 6
    assert len(set(found)) == 1
