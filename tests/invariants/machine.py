"""Anything happens to a shop in any order, while workers tick, die, and flows are paused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.exc import IntegrityError

from orchestrator.program import Program
from tests.crash.history import empty
from tests.engine.postbox import Killed
from tests.engine.world import World
from tests.invariants.flows import FLOWS, PAUSED
from tests.invariants.watching import Watching

BEGIN = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - the world's own times are UTC without saying so
QUIET_DAYS = 6
CUSTOMERS = st.integers(1, 3)
KEYS = st.sampled_from(sorted(FLOWS))
LENGTHS = st.sampled_from([1, 20, 59, 61, 6 * 60, 24 * 60, 25 * 60, 50 * 60]).map(
    lambda minutes: timedelta(minutes=minutes)
)
"""How far time goes at once; beyond the hour in which a row may come late, too."""


class Machine(RuleBasedStateMachine):
    """Subclasses say the world, and the name of a worker that is gone."""

    world: World
    dead: str
    seen: Counter[str]
    """What came up, in all examples together."""

    def __init__(self) -> None:
        super().__init__()
        empty(self.world)
        self.now = BEGIN
        self.watching = Watching(self.world, BEGIN)
        self.live = self.world.flows(FLOWS)
        self.paused = self.world.flows(PAUSED)
        self.running: dict[str, Program] = dict(self.live)
        self.orders: list[int] = []
        self.keys = count(1)

    @initialize()
    def begin(self) -> None:
        self.tick_all()
        for key in (1, 2, 3):
            self.world.shop.customer(key)
        self.pass_time(timedelta(minutes=1))

    @rule(customer=CUSTOMERS, late=st.sampled_from([0, 0, 0, 30]))
    def order(self, customer: int, late: int) -> None:
        """It may be committed later than it says."""
        at = self.text(self.now - timedelta(minutes=late))
        self.orders.append(self.world.shop.order(customer, at))

    @rule(customer=CUSTOMERS, again=st.booleans())
    def cart(self, customer: int, again: bool) -> None:  # noqa: FBT001 - drawn
        self.world.shop.cart(next(self.keys), customer, self.text())
        if again:
            self.world.shop.cart(next(self.keys), customer, self.text())

    @rule(customer=CUSTOMERS)
    def refund(self, customer: int) -> None:
        self.world.shop.refund(customer, self.text())

    @rule()
    def sign_up(self) -> None:
        self.world.shop.customer(100 + next(self.keys), created_at=f"{self.text()}:00")

    @rule(customer=CUSTOMERS, consent=st.booleans())
    def say_yes_or_no(self, customer: int, consent: bool) -> None:  # noqa: FBT001 - drawn
        self.world.shop.change("customers", customer, accepts_email=consent)

    @rule(customer=CUSTOMERS, reason=st.sampled_from(["unsubscribed", "bounced"]))
    def unsubscribe(self, customer: int, reason: str) -> None:
        try:
            self.world.suppress(f"c{customer}@shop.example", reason)
        except IntegrityError:
            return  # it stands there already

    @precondition(lambda self: bool(self.orders))
    @rule(data=st.data(), gone=st.booleans())
    def change_an_order(self, data: st.DataObject, gone: bool) -> None:  # noqa: FBT001 - drawn
        number = data.draw(st.sampled_from(self.orders))
        if gone:
            self.world.shop.do("delete from orders where id = :number", number=number)
        else:
            self.world.shop.change("orders", number, created_at=f"{self.text()}:00")

    @rule(length=LENGTHS)
    def pass_time(self, length: timedelta) -> None:
        self.now += length
        self.watching.now = self.now

    @rule(key=KEYS)
    def tick(self, key: str) -> None:
        self.seen["ticks"] += 1
        self.world.tick(self.running[key], self.text())

    @rule()
    def tick_all(self) -> None:
        for key in self.running:
            self.tick(key)

    @rule(key=KEYS, message=st.integers(1, 3))
    def die(self, key: str, message: int) -> None:
        """The worker dies over one of the mails that it hands over, if there are so many."""
        postbox = self.world.postbox
        postbox.die_at = len(postbox.taken) + message
        workspace = replace(self.world.workspace, worker=self.dead)
        try:
            self.world.tick(self.running[key], self.text(), workspace)
        except Killed:
            self.seen["workers that died"] += 1
        finally:
            postbox.die_at = None

    @rule(key=KEYS, pause=st.booleans())
    def pause_or_resume(self, key: str, pause: bool) -> None:  # noqa: FBT001 - drawn
        self._apply(key, self.paused if pause else self.live)

    @invariant()
    def holds(self) -> None:
        self.watching.check()

    def teardown(self) -> None:
        """Nothing happens any more; everybody leaves, and every message comes to its end."""
        for key in FLOWS:
            self._apply(key, self.live)
        for _ in range(2 * QUIET_DAYS):
            self.pass_time(timedelta(hours=12))
            self.tick_all()
        self.watching.check()
        self.watching.check_the_end()
        self.seen["histories"] += 1
        for status, number in self.world.statuses().items():
            self.seen[f"messages {status}"] += number
        for row in self.world.rows("select reason from orchestrator.message"):
            if row.reason:
                self.seen[f"because {row.reason}"] += 1

    def text(self, at: datetime | None = None) -> str:
        return (at or self.now).strftime("%Y-%m-%d %H:%M")

    def _apply(self, key: str, programs: Mapping[str, Program]) -> None:
        if self.running[key] is not programs[key]:
            self.world.apply(programs[key], self.text())
            self.running[key] = programs[key]
